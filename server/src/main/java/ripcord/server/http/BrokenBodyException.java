package ripcord.server.http;

/// The body of a request could not be read to its end: its framing is wrong, or its sender went away or took too long.
final class BrokenBodyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenBodyException(Throwable cause) {
        super("the body broke off", cause);
    }
}
