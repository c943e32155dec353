package ripcord.verifier;

/**
 * What a verifier says of a token.
 *
 * <p>Where switching over a sealed type is not to be had (Java 17), {@link Verifier#verifyOrThrow} says the same.
 */
public sealed interface Verification {
    /** The token is good, now. */
    record Valid(VerifiedToken token) implements Verification {}

    /**
     * The token is not accepted.
     *
     * @param detail for the operator's log: what the token says and what was expected. Never for the client, never any
     *     part of the token but its claims
     * @param freshness how fresh the evidence was when this was decided, whether or not that was the reason
     */
    record Rejected(Reason reason, String detail, Freshness freshness) implements Verification {}

    /** Why a token is not accepted. Stable: metric label and audit field. Reasons are added, never renamed. */
    enum Reason {
        /** Not a JWS in compact form of at most 8 KiB, or its claims are not those of an access token. */
        MALFORMED,
        /** The header's {@code typ} is not that of an access token. */
        WRONG_TYPE,
        /** The algorithm is not one of those that were stated, or not that of the key. */
        WRONG_ALGORITHM,
        /** The issuer is not one of those that were stated. */
        WRONG_ISSUER,
        /** The issuer has no such key, or the token brings its own. */
        UNKNOWN_KEY,
        /**
         * No keys of the issuer were got yet, or there were none and it cannot be asked again, so nobody knows who
         * signed the token.
         */
        NO_KEYS,
        /** The key did not sign this, or what verifies signatures failed, as the detail says then. */
        BAD_SIGNATURE,
        /** The token is bound to its client's key ({@code cnf}), and nothing proved that the client has it. */
        PROOF_MISSING,
        /** The token's time is over, leeway included. */
        EXPIRED,
        /** The token was issued in the future, or is not to be used yet, leeway included. */
        NOT_YET_VALID,
        /** The token lives for more than 60 minutes: entries of the log would be forgotten before it. */
        TOO_LONG_LIVED,
        /** The token claims a log position more than 10 minutes ahead of the clock. */
        REV_AHEAD,
        /** The token is for somebody else. */
        WRONG_AUDIENCE,
        /** The token was taken back: itself, its session, subject, client or tenant, or the key that signed it. */
        REVOKED,
        /** The copy of the log is older than was allowed, so nobody knows whether the token was taken back. */
        STALE;

        /**
         * Whether nothing is known against the token, and it is refused since this verifier cannot know at the moment.
         * Answer 503 with {@code Retry-After} then (RFC 9110, section 15.6.4), and not 401, upon which a client signs
         * its user out.
         */
        public boolean saysNothingOfTheToken() {
            return this == NO_KEYS || this == STALE;
        }
    }
}
