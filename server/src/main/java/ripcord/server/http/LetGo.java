package ripcord.server.http;

import io.helidon.webserver.CloseConnectionException;

/// Why a connection's requests are no longer answered, while the connection goes on. Passes the HTTP server, which lets
/// only this kind of exception through, down to [Http11].
abstract sealed class LetGo extends CloseConnectionException permits HandedOver, Rested {
    private static final long serialVersionUID = 1;

    LetGo(String why) {
        super(why);
    }

    /// It is no fault, and nobody reads where it came from.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
