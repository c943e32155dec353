package ripcord.server.session;

/// Why a session is over. Stable: field of rows, answers and events.
public enum EndReason {
    /// Its owner signed out.
    LOGOUT("logout"),
    /// An operator or a backend ended it.
    ADMIN("admin"),
    /// All other sessions of the subject were ended.
    OTHERS("others"),
    /// All sessions of the subject were ended.
    SUBJECT("subject"),
    /// All sessions of the client were ended.
    CLIENT("client"),
    /// All sessions of the tenant were ended.
    TENANT("tenant"),
    /// The subject signed in elsewhere, and has no more at a time than the policy allows.
    LIMIT("limit"),
    /// Two parties held the same refresh token.
    REUSE("reuse"),
    /// Nobody used it for as long as the policy allows.
    IDLE("idle"),
    /// Its hard end was reached.
    ABSOLUTE("absolute");

    private final String wireName;

    EndReason(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and rows hold it.
    public String wireName() {
        return wireName;
    }

    /// The inverse of [#wireName()].
    static EndReason ofWireName(String name) {
        for (var reason : values()) {
            if (reason.wireName.equals(name)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("end reason: " + name + " (expected: one that this version knows)");
    }
}
