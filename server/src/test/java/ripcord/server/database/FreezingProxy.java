package ripcord.server.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// A way to a database that freezes as soon as somebody says a word: connections are taken and stay open, and nothing
/// passes any more.
public final class FreezingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final String word;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong silentSince = new AtomicLong();
    private volatile boolean frozen;

    /// @param word empty for frozen from the beginning
    public FreezingProxy(int target, String word) {
        this.target = target;
        this.word = word;
        this.frozen = word.isEmpty();
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

    /// Whether the word was said.
    public boolean isFrozen() {
        return frozen;
    }

    /// Since somebody was first left without an answer.
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - silentSince.get());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var inner = new Socket();
                inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                sockets.add(client);
                sockets.add(inner);
                Thread.ofVirtual().start(() -> pass(client, inner));
                Thread.ofVirtual().start(() -> pass(inner, client));
            } catch (IOException e) {
                // None comes once it is closed.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                frozen |= !word.isEmpty() && new String(buffer, 0, read, ISO_8859_1).contains(word);
                if (frozen) {
                    silentSince.compareAndSet(0, System.nanoTime());
                    closed.await();
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The other end has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
