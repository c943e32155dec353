package ripcord.verifier.remote;

/**
 * What the server says about a token.
 *
 * @param ageNanos since before the server was asked; 0 if it did not answer
 * @param detail why it did not answer, for the operator's log; else empty
 */
public record Introspected(Verdict verdict, long ageNanos, String detail) {
    /** The server's word. */
    public enum Verdict {
        ACTIVE,
        INACTIVE,
        /** No answer in time, or the server is not being asked. */
        UNAVAILABLE
    }

    static Introspected unavailable(String detail) {
        return new Introspected(Verdict.UNAVAILABLE, 0, detail);
    }
}
