package ripcord.server.session;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A way to prove that one holds a session. What a session was not given does not exist.
public enum CredentialKind {
    SESSION_TOKEN("session_token", 1),
    REFRESH_TOKEN("refresh_token", 2),
    ACCESS_TOKEN("access_token", 4);

    private final String wireName;

    /// As rows hold it. Never change one.
    private final int bit;

    CredentialKind(String wireName, int bit) {
        this.wireName = wireName;
        this.bit = bit;
    }

    /// As JSON holds it.
    public String wireName() {
        return wireName;
    }

    /// The inverse of [#wireName()].
    public static Optional<CredentialKind> ofWireName(String name) {
        for (var kind : values()) {
            if (kind.wireName.equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// What a session gets unless told otherwise.
    public static Set<CredentialKind> defaultsOf(ClientKind client) {
        return switch (client) {
            case BROWSER -> EnumSet.of(SESSION_TOKEN, ACCESS_TOKEN);
            case NATIVE, SERVICE -> EnumSet.of(REFRESH_TOKEN, ACCESS_TOKEN);
        };
    }

    static int bits(Set<CredentialKind> kinds) {
        return kinds.stream().mapToInt(kind -> kind.bit).sum();
    }

    static Set<CredentialKind> ofBits(int bits) {
        var kinds = EnumSet.noneOf(CredentialKind.class);
        for (var kind : values()) {
            if ((bits & kind.bit) != 0) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
