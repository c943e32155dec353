package ripcord.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Opens a feed and never reads it.
record DeafSubscriber(Socket socket) implements AutoCloseable {
    private static final int SMALL = 2_048;

    static DeafSubscriber of(URI server, String apiKey) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(SMALL);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 2_000);
            String request =
                    "GET /feed?name=deaf&max_staleness_ms=1000&when_stale=reject HTTP/1.1\r\nHost: localhost\r\n"
                            + "Accept: text/event-stream\r\nAuthorization: Bearer " + apiKey + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new DeafSubscriber(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
