package ripcord.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One kept-alive HTTP/1.1 connection that does as little as a client can, so that the driver leaves the processor to
/// the server.
/// Reads answers that state a `Content-Length`, which all but the feed do. Not thread-safe.
public final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[16 * 1024];

    /// What came back.
    public record Answer(int status, String text) {}

    /// Connects to a port of loopback.
    public Connection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        out = socket.getOutputStream();
    }

    static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// @param headers each ended by CR LF, `Content-Type` among them
    static byte[] post(String path, String headers, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + length + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /// One request, and its answer.
    public Answer exchange(byte[] request) throws IOException {
        send(request);
        return receive();
    }

    /// Sends a request; answers come in the order of requests.
    public void send(byte[] request) throws IOException {
        out.write(request);
    }

    /// The answer to the oldest request that has none yet.
    public Answer receive() throws IOException {
        int status = Integer.parseInt(readLine().substring(9, 12));
        int length = 0;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String readLine() throws IOException {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server closed the connection");
            }
            line[length++] = (byte) b;
        }
        return new String(line, 0, Math.max(0, length - 1), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
