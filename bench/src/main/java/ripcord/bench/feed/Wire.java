package ripcord.bench.feed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import ripcord.bench.load.Backend;

/// One stream, read for how long its events are on the wire, with what HTTP puts around them. End with [#close].
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Wire(int port, Backend backend) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        socket.getOutputStream().write(backend.feed());
        while (!line().isEmpty()) {
            // The head.
        }
        int _ = next("snapshot");
    }

    /// The length of the next event of that name.
    int next(String event) throws IOException {
        while (true) {
            int sent = 0;
            var text = new StringBuilder();
            // A large one comes in several chunks.
            while (text.length() < 2 || !text.substring(text.length() - 2).equals("\n\n")) {
                String size = line();
                int length = Integer.parseInt(size, 16);
                text.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                line();
                sent += size.length() + length + 4;
            }
            if (text.indexOf("event: " + event + "\n") == 0) {
                return sent;
            }
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server closed the stream");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
