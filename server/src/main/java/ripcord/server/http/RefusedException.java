package ripcord.server.http;

/// Ends the reading of a request that is not going to be done. Has no stack trace: it is not a fault of the server.
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.code().wireName(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
