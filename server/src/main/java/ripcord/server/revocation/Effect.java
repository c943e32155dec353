package ripcord.server.revocation;

/// What an entry does.
public enum Effect {
    /// Voids tokens and cached copies.
    REVOKE("revoke"),
    /// Voids cached copies only: what was remembered is old.
    INVALIDATE("invalidate");

    private final String wireName;

    Effect(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON holds it.
    public String wireName() {
        return wireName;
    }
}
