package ripcord.verifier.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The server's side of the feed over a real socket, played by the test: it gets each stream that is asked for and writes
 * into it what it likes.
 */
final class FeedPeer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    /** What was posted. */
    record Posted(String path, String body, Map<String, String> headers) {}

    private final ServerSocket listening;
    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<Posted> posts = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Consumer<Posted> onPost = posted -> {};

    FeedPeer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    URI feed() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/t/default/feed");
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Called before the post is answered. */
    void onPost(Consumer<Posted> listener) {
        onPost = listener;
    }

    /** The next stream that is asked for. */
    Stream stream() throws InterruptedException {
        Stream stream = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no stream was asked for");
        }
        return stream;
    }

    boolean isAskedWithin(long millis) throws InterruptedException {
        Stream stream = streams.poll(millis, TimeUnit.MILLISECONDS);
        if (stream != null) {
            streams.add(stream);
        }
        return stream != null;
    }

    /** The next post to that path's end, passing over others. */
    Posted post(String what) throws InterruptedException {
        Posted posted = pollPost(what, PATIENCE_SECONDS * 1000);
        if (posted == null) {
            throw new AssertionError("nothing was posted to " + what);
        }
        return posted;
    }

    Posted pollPost(String what, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Posted posted;
        do {
            posted = posts.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } while (posted != null && !posted.path().endsWith("/" + what));
        return posted;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "feed-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try {
            var in = new BufferedInputStream(socket.getInputStream());
            for (String request = line(in); !request.isEmpty(); request = line(in)) {
                Map<String, String> headers = headers(in);
                if (request.startsWith("GET ")) {
                    streams.add(new Stream(request.split(" ", 3)[1], headers, socket));
                    return;
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                var posted = new Posted(request.split(" ", 3)[1], new String(body, StandardCharsets.UTF_8), headers);
                onPost.accept(posted);
                posts.add(posted);
                socket.getOutputStream().write(ascii("HTTP/1.1 204 No Content\r\n\r\n"));
            }
        } catch (IOException e) {
            // The verifier went away, as it may.
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One stream that was asked for. */
    static final class Stream {
        final String path;
        final Map<String, String> headers;
        private final Socket socket;
        private final OutputStream out;

        private Stream(String path, Map<String, String> headers, Socket socket) throws IOException {
            this.path = path;
            this.headers = headers;
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        /** What the verifier says it holds; null if it asks for a snapshot. */
        String lastEventId() {
            return headers.get("last-event-id");
        }

        Stream accept() {
            return raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        }

        Stream refuse(String statusAndHeaders) {
            raw("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return this;
        }

        Stream event(String name, String data) {
            return raw("event: " + name + "\ndata: " + data + "\n\n");
        }

        synchronized Stream raw(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        void cut() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until the verifier has closed its side. */
        boolean isCutByVerifier() throws IOException {
            socket.setSoTimeout(10_000);
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (java.net.SocketException e) {
                return true;
            }
        }
    }
}
