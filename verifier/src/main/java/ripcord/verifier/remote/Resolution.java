package ripcord.verifier.remote;

/** What became of an authorization reference. */
public sealed interface Resolution {
    /** What it stands for. */
    record Known(Authorization authorization) implements Resolution {}

    /** The server knows no such reference: the subject was erased. */
    record Unknown() implements Resolution {}

    /**
     * The server did not say, and nothing that it said before is still good.
     *
     * @param detail for the operator's log
     */
    record Unavailable(String detail) implements Resolution {}
}
