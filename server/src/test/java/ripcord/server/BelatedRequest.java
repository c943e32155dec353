package ripcord.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A way to a server that keeps one request back and ends its connection, so that whoever sent it has no answer, and
/// delivers it when a test says so.
final class BelatedRequest implements AutoCloseable {
    private final ServerSocket socket;
    private final int target;
    private final String word;
    private final int which;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicReference<byte @Nullable []> kept = new AtomicReference<>();

    /// @param word  of the requests that are counted
    /// @param which of these is kept, from 1
    BelatedRequest(int target, String word, int which) {
        this.target = target;
        this.word = word;
        this.which = which;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// Whether there is one that was not delivered.
    boolean isKept() {
        return kept.get() != null;
    }

    /// Sends what was kept, and waits for the first bytes of the answer.
    void deliver() {
        byte[] request = kept.getAndSet(null);
        if (request == null) {
            throw new IllegalStateException("nothing was kept");
        }
        try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            server.getOutputStream().write(request);
            server.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pass(client, server, true));
                Thread.ofVirtual().start(() -> pass(server, client, false));
            } catch (IOException e) {
                // None comes once it is closed.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean requests) {
        var buffer = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (requests
                        && new String(buffer, 0, read, ISO_8859_1).contains(word)
                        && seen.incrementAndGet() == which) {
                    kept.set(Arrays.copyOf(buffer, read));
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // The other end has gone.
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
