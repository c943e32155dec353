package ripcord.verifier.feed;

/**
 * One entry of the revocation log.
 *
 * @param seq where it stands in the log; at least 1
 * @param expiresAtMillis when no token that it concerns can still be alive, by the server's clock, since the epoch
 */
public record Entry(long seq, String tenant, TargetType type, Target target, Effect effect, long expiresAtMillis) {
    /** Every number of the log is exact in a double, because JavaScript reads it too. */
    static final long LARGEST_SEQ = (1L << 53) - 1;

    public Entry {
        if (seq < 1 || seq > LARGEST_SEQ) {
            throw new FeedException("seq: " + seq + " (expected: 1 to 2^53 - 1)");
        }
    }
}
