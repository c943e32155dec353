package ripcord.server.token;

/// The two kinds of opaque tokens. A tag of one is never one of the other.
public enum OpaqueKind {
    /// For a browser's cookie.
    SESSION("rc_s_", (byte) 's'),
    /// For getting the next access token.
    REFRESH("rc_r_", (byte) 'r');

    private final String prefix;
    private final byte tagged;

    OpaqueKind(String prefix, byte tagged) {
        this.prefix = prefix;
        this.tagged = tagged;
    }

    /// What its text begins with.
    public String prefix() {
        return prefix;
    }

    /// What stands for it in what is tagged.
    byte tagged() {
        return tagged;
    }
}
