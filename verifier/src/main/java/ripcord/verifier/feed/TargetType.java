package ripcord.verifier.feed;

import java.util.Locale;

/** What an entry of the revocation log is about. */
public enum TargetType {
    TOKEN,
    SESSION,
    SUBJECT,
    CLIENT,
    TENANT,
    SIGNING_KEY;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As the feed writes it, and as it goes into the hash of a {@link Target}. */
    public String wireName() {
        return wireName;
    }

    static TargetType ofWireName(String name) {
        for (TargetType type : values()) {
            if (type.wireName.equals(name)) {
                return type;
            }
        }
        throw new FeedException(
                "target_type: unknown (expected: token, session, subject, client, tenant, signing_key)");
    }
}
