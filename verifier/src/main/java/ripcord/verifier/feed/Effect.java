package ripcord.verifier.feed;

/** What an entry of the revocation log does to what it is about. */
public enum Effect {
    /** Voids tokens, and what was cached. */
    REVOKE,
    /** Voids what was cached, never a token. */
    INVALIDATE;

    static Effect ofWireName(String name) {
        return switch (name) {
            case "revoke" -> REVOKE;
            case "invalidate" -> INVALIDATE;
            default -> throw new FeedException("effect: unknown (expected: revoke, invalidate)");
        };
    }
}
