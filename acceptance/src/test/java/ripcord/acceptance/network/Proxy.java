package ripcord.acceptance.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// A TCP proxy in front of a server: it delays, swallows or cuts what passes, counts the requests, and notes when
/// the evidence of freshness that a feed carries arrived and was handed on.
public final class Proxy implements AutoCloseable {
    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final FeedTap tap = new FeedTap();
    private volatile Supplier<Duration> delay = () -> Duration.ZERO;
    private volatile boolean swallows;
    private volatile boolean refuses;

    /// Listens on a port of its own at once.
    ///
    /// @param target a port of this machine
    public Proxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// What the server sends is handed on this much later; asked again while bytes wait, order is kept.
    public void delay(Supplier<Duration> newDelay) {
        delay = newDelay;
    }

    /// Connections stay open and nothing passes, in either direction, until [#pass].
    public void swallow() {
        swallows = true;
    }

    /// Breaks all connections and refuses new ones until [#pass].
    public void cut() {
        refuses = true;
        open.forEach(Proxy::closeQuietly);
    }

    /// Hands on again; what was swallowed is not lost, only late.
    public void pass() {
        delay = () -> Duration.ZERO;
        swallows = false;
        refuses = false;
    }

    /// Request lines without the protocol, such as `GET /feed?name=a`, in order of arrival.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public FeedTap tap() {
        return tap;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refuses) {
                    client.close();
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException _) {
                // closed, or the client has gone: the next one
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            FeedTap.Connection heard = tap.newConnection();
            Pump up = new Pump(client, server, this::upstream, chunk -> heard.sent(chunk, this::note));
            Pump down = new Pump(server, client, this::downstream, heard::received);
            Thread upstream = Thread.ofVirtual().start(up);
            down.run();
            closeQuietly(client);
            closeQuietly(server);
            upstream.join();
            open.remove(server);
        } catch (IOException _) {
            // the server is not there: the client sees its connection break
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void note(String request) {
        requests.add(request);
    }

    /// @return how long bytes that have waited for `age` must still wait at least
    private Duration upstream(Duration age) {
        return swallows ? Pump.ASK_AGAIN : Duration.ZERO;
    }

    private Duration downstream(Duration age) {
        return swallows ? Pump.ASK_AGAIN : delay.get().minus(age);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is of no further use either way
        }
    }

    @Override
    public void close() {
        refuses = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(Proxy::closeQuietly);
        }
    }
}
