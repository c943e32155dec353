package ripcord.server.http;

import io.helidon.webserver.CloseConnectionException;

/// Takes a stream past the HTTP server, which lets only this kind of exception through, down to [Http11]: there are
/// some forty frames between the two, and on top of them each stream that waits would take 10 KiB more.
final class HandedOver extends CloseConnectionException {
    private static final long serialVersionUID = 1;

    private final transient byte[] head;
    private final transient Streamed stream;

    /// @param head of the response, to be sent first
    HandedOver(byte[] head, Streamed stream) {
        super("the stream goes on without its request");
        this.head = head.clone();
        this.stream = stream;
    }

    byte[] head() {
        return head.clone();
    }

    Streamed stream() {
        return stream;
    }

    /// It is no fault, and nobody reads where it came from.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
