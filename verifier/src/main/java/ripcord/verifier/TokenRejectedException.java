package ripcord.verifier;

/** A token was not accepted. Without stack trace: bad tokens are everyday, and tracing them would cost more than all else. */
public final class TokenRejectedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Verification.Reason reason;
    private final String detail;
    private final Freshness freshness;

    TokenRejectedException(Verification.Rejected rejected) {
        super(rejected.reason() + ": " + rejected.detail(), null, false, false);
        this.reason = rejected.reason();
        this.detail = rejected.detail();
        this.freshness = rejected.freshness();
    }

    /** Stable; for metrics and audit. */
    public Verification.Reason reason() {
        return reason;
    }

    /** For the operator's log, never for the client. */
    public String detail() {
        return detail;
    }

    /** How fresh the evidence was when this was decided, whether or not that was the reason. */
    public Freshness freshness() {
        return freshness;
    }
}
