package ripcord.server.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One kept-alive HTTP/1.1 connection that does as little as a client can, so that the driver leaves the processor to
/// the server: the JDK's own client takes longer for a request than this server does for an answer. Not thread-safe.
public final class Connection implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int LONGEST_BODY = 4 * 1024 * 1024;
    private static final int NO_CONTENT = 204;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-5]\\d\\d.*");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[BUFFER];
    private boolean last;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
    }

    /// Connects, and checks the certificate if there is TLS.
    ///
    /// @throws IOException if nobody answers there in time
    public static Connection to(Endpoint endpoint) throws IOException {
        int millis = Math.clamp(endpoint.timeout().toMillis(), 1, Integer.MAX_VALUE);
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            socket.connect(address(endpoint), millis);
            return new Connection(endpoint.tls() ? secured(socket, endpoint) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static InetSocketAddress address(Endpoint endpoint) throws UnknownHostException {
        var address = new InetSocketAddress(endpoint.address(), endpoint.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("there is no such host");
        }
        return address;
    }

    private static Socket secured(Socket plain, Endpoint endpoint) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, endpoint.address(), endpoint.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Sends, and waits for the answer.
    ///
    /// @throws IOException if none comes in time, or what comes is no HTTP
    public Answer exchange(Request request) throws IOException {
        send(request);
        return receive();
    }

    /// Sends without waiting.
    public void send(Request request) throws IOException {
        out.write(request.bytes());
    }

    /// The answer to the oldest request that has none yet.
    public Answer receive() throws IOException {
        try {
            int status = status(readLine());
            var head = head();
            last = head.closes || !head.isDelimited(status);
            return new Answer(status, body(status, head));
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no answer in time");
        }
    }

    /// Whether the server ends the connection after the answer that came last.
    public boolean isOver() {
        return last;
    }

    /// What the headers say about the body.
    private record Head(int length, boolean chunked, boolean closes) {
        private boolean isDelimited(int status) {
            return length >= 0 || chunked || status == NO_CONTENT;
        }
    }

    private static int status(String line) throws IOException {
        if (!STATUS.matcher(line).matches()) {
            throw new IOException("what answers does not speak HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Head head() throws IOException {
        int length = -1;
        boolean chunked = false;
        boolean closes = false;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (is(header, "content-length:")) {
                length = length(value(header, "content-length:"), 10);
            } else if (is(header, "transfer-encoding:")) {
                chunked = value(header, "transfer-encoding:").equalsIgnoreCase("chunked");
            } else if (is(header, "connection:")) {
                closes = value(header, "connection:").equalsIgnoreCase("close");
            }
        }
        return new Head(length, chunked, closes);
    }

    private static boolean is(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private static String value(String header, String name) {
        return header.substring(name.length()).strip();
    }

    private static int length(String text, int radix) throws IOException {
        try {
            int length = Integer.parseUnsignedInt(text, radix);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("an answer without a length", e);
        }
        throw new IOException("an answer longer than " + LONGEST_BODY + " bytes");
    }

    private byte[] body(int status, Head head) throws IOException {
        if (status == NO_CONTENT) {
            return new byte[0];
        }
        if (head.chunked) {
            return chunks();
        }
        return head.length >= 0 ? bytes(head.length) : in.readNBytes(LONGEST_BODY);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw closed();
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int length = chunk(); length > 0; length = chunk()) {
            body.writeBytes(bytes(length));
            readLine();
            if (body.size() > LONGEST_BODY) {
                throw new IOException("an answer longer than " + LONGEST_BODY + " bytes");
            }
        }
        while (!readLine().isEmpty()) {
            // Trailers say nothing that is measured.
        }
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        var size = readLine();
        int extension = size.indexOf(';');
        return length((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private String readLine() throws IOException {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw closed();
            }
            if (length == line.length) {
                throw new IOException("a header longer than " + line.length + " bytes");
            }
            line[length++] = (byte) b;
        }
        boolean returned = length > 0 && line[length - 1] == '\r';
        return new String(line, 0, returned ? length - 1 : length, StandardCharsets.ISO_8859_1);
    }

    private static EOFException closed() {
        return new EOFException("the connection was closed without an answer");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
