package ripcord.verifier.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that keeps connections, and treats requests on them as it was told to. */
final class ClosingPeer implements AutoCloseable {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<Manner> next = new ConcurrentLinkedQueue<>();

    /** What becomes of a request. */
    enum Manner {
        CLOSED,
        CUT,
        /** Answered, and the answer says that it is the last one: nothing is answered after it. */
        LAST,
        IGNORED
    }

    ClosingPeer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** What becomes of the next requests; those after them are answered. */
    void next(Manner... manners) {
        next.addAll(List.of(manners));
    }

    int connections() {
        return connections.get();
    }

    /** How many requests have come. */
    int asked() {
        return asked.get();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(accepted));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket accepted) {
        try (accepted;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(accepted.getInputStream(), StandardCharsets.ISO_8859_1))) {
            Manner manner = null;
            while ((manner == null || manner == Manner.IGNORED) && readRequest(in)) {
                manner = next.poll();
                accepted.getOutputStream().write(answer(manner).getBytes(StandardCharsets.ISO_8859_1));
            }
            if (manner == Manner.LAST) {
                in.transferTo(Writer.nullWriter());
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static String answer(@Nullable Manner manner) {
        if (manner == null) {
            return HEAD + "\r\n{}";
        }
        return switch (manner) {
            case CLOSED, IGNORED -> "";
            case CUT -> HEAD + "\r\n{";
            case LAST -> HEAD + "Connection: close\r\n\r\n{}";
        };
    }

    private boolean readRequest(BufferedReader in) throws IOException {
        int length = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            if (line.isEmpty()) {
                in.skip(length);
                asked.incrementAndGet();
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
