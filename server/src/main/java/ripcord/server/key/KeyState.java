package ripcord.server.key;

/// Where a signing key is in its life.
public enum KeyState {
    /// In the JWKS, so that everybody has it before it signs.
    ANNOUNCED("announced"),
    /// Signs.
    ACTIVE("active"),
    /// Only verifies what it signed.
    RETIRING("retiring"),
    /// Nothing that it signed can still be alive.
    GONE("gone"),
    /// Somebody else may have it: refused for good.
    COMPROMISED("compromised");

    private final String wireName;

    KeyState(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON holds it.
    public String wireName() {
        return wireName;
    }

    /// Whether the JWKS has such a key.
    public boolean isPublished() {
        return this == ANNOUNCED || this == ACTIVE || this == RETIRING;
    }
}
