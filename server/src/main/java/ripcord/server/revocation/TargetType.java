package ripcord.server.revocation;

import java.util.Optional;

/// What an entry of the log concerns.
public enum TargetType {
    /// One access token, by its `jti`. Whatever its `rev`.
    TOKEN("token"),
    /// One session, by its id.
    SESSION("session"),
    /// All sessions of a subject, by `sub`.
    SUBJECT("subject"),
    /// All sessions of a client, by `client_id`.
    CLIENT("client"),
    /// All sessions of the tenant; its value is the empty text.
    TENANT("tenant"),
    /// Everything that a key signed, by its `kid`. Whatever its `rev`.
    SIGNING_KEY("signing_key");

    private final String wireName;

    TargetType(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and target hashes hold it.
    public String wireName() {
        return wireName;
    }

    /// Whether an entry voids what it concerns whatever position that was derived at.
    public boolean ignoresPosition() {
        return this == TOKEN || this == SIGNING_KEY;
    }

    /// The inverse of [#wireName()].
    public static Optional<TargetType> ofWireName(String name) {
        for (var type : values()) {
            if (type.wireName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
