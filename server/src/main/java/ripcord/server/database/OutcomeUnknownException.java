package ripcord.server.database;

/// Nobody knows whether it was kept: the commit gave no answer, or gave an error. Never success.
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What is not known.
    public OutcomeUnknownException(String message) {
        super(message);
    }

    /// What is not known, and why.
    public OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
