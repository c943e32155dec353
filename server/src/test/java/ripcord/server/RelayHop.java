package ripcord.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A way to a port of this machine: every piece takes as long as the test wants, in both directions, none passes while
/// it is frozen, and what listens behind it may be replaced by another port.
final class RelayHop implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile long delayMillis;
    private volatile boolean frozen;
    private volatile boolean refusing;
    private volatile String refusal = "";

    RelayHop(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void to(int other) {
        target = other;
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
    }

    /// Breaks what is open, and refuses what comes, until [#pass].
    void cut() {
        refusing = true;
        sockets.forEach(RelayHop::close);
    }

    /// As [#cut()], and answers who comes as a gateway does whose server has gone.
    void cut(int status) {
        refusal = "HTTP/1.1 " + status + " Away\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        cut();
    }

    void pass() {
        refusing = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                if (refusing) {
                    Thread.ofVirtual().start(() -> refuse(client));
                    continue;
                }
                var inner = new Socket();
                inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                sockets.add(client);
                sockets.add(inner);
                if (refusing) {
                    // Cut meanwhile, by somebody who did not see them yet.
                    close(client);
                    close(inner);
                }
                Thread.ofVirtual().start(() -> pass(client, inner));
                Thread.ofVirtual().start(() -> pass(inner, client));
            } catch (IOException e) {
                // The hop is closed, or nobody listens behind it.
            }
        }
    }

    /// The request is read: what was not would have the answer dropped.
    private void refuse(Socket client) {
        try (client) {
            if (!refusal.isEmpty()) {
                var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                var line = lines.readLine();
                while (line != null && !line.isEmpty()) {
                    line = lines.readLine();
                }
                client.getOutputStream().write(refusal.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The other end has gone.
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[64 * 1024];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                pause(delayMillis);
                while (frozen && !from.isClosed()) {
                    pause(1);
                }
                to.getOutputStream().write(buffer, 0, read);
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The other end has gone.
        }
    }

    private static void pause(long millis) {
        if (millis > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(RelayHop::close);
    }
}
