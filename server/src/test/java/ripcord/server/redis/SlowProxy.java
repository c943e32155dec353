package ripcord.server.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A way to a server on this machine on which every piece takes longer than it must, or none passes.
public final class SlowProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile boolean refusing;
    private volatile String hushed = "";

    /// @param target its port
    public SlowProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// Where it listens.
    public int port() {
        return server.getLocalPort();
    }

    /// From now on each piece takes so much longer.
    public void delay(long millis) {
        delayMillis = millis;
    }

    /// Breaks what is open, and refuses what comes, until [#pass].
    public void cut() {
        refusing = true;
        sockets.forEach(SlowProxy::close);
    }

    /// From now on nothing passes on connections on which that word is said; what was open before stays.
    public void hush(String word) {
        hushed = word;
    }

    /// Lets everybody through again who comes.
    public void pass() {
        refusing = false;
        hushed = "";
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                if (refusing) {
                    client.close();
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
                Thread.ofVirtual().start(() -> copy(client, inner));
                Thread.ofVirtual().start(() -> copy(inner, client));
            } catch (IOException e) {
                // The next one may come through; and none comes once it is closed.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        var buffer = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
                if (!hushed.isEmpty() && new String(buffer, 0, read, ISO_8859_1).contains(hushed)) {
                    silent.add(from);
                    silent.add(to);
                }
                if (silent.contains(from)) {
                    continue;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
