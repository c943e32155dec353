package ripcord.verifier;

/**
 * By what a verifier learns that a token was taken back. The tenant's policy ({@code revocation.strategy}) decides what
 * there is to learn from: a verifier that states another strategy than the policy accepts nothing, or less.
 *
 * <p>All but the first are here to be compared and to be moved away from. {@code docs/strategies.md} says what each costs
 * and what it lets through.
 */
public enum RevocationStrategy {
    /** The revocation log, streamed into memory. Nobody is asked per token, and everything that is taken back is refused. */
    FEED,
    /** The server, about each token on each call. Nothing is kept. */
    INTROSPECTION_ON_EACH_CALL,
    /**
     * The server, about the subject's version on each call. A token of a session that was ended by itself stays good until
     * it expires.
     */
    VERSION_ON_EACH_CALL_WITHOUT_ENDED_SESSIONS,
    /**
     * A stream that names single tokens. What belongs to a session, subject, client or tenant that was ended stays good
     * until it expires.
     */
    DENYLIST_WITHOUT_ENDED_SESSIONS,
    /** Nothing. A token stays good until it expires, whatever was taken back; no API key is needed. */
    EXPIRY_WITHOUT_ANY_REVOCATION;

    /** Whether there is a stream to follow. */
    boolean isStreamed() {
        return this == FEED || this == DENYLIST_WITHOUT_ENDED_SESSIONS;
    }
}
