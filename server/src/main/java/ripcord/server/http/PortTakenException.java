package ripcord.server.http;

/// A port cannot be listened on: somebody else has it, or it is not allowed.
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int port;

    PortTakenException(int port, Throwable cause) {
        super("port " + port + " cannot be listened on", cause);
        this.port = port;
    }

    /// Which one.
    public int port() {
        return port;
    }
}
