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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A TCP proxy in front of a server, or of several, of which each connection gets the next that takes it: it delays,
/// swallows or cuts what passes, counts the requests, and notes when the evidence of freshness that a feed carries
/// arrived and was handed on.
public final class Proxy implements AutoCloseable {
    private final List<Integer> targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final FeedTap tap = new FeedTap();
    private volatile Supplier<Duration> delay = () -> Duration.ZERO;
    private volatile boolean swallows;
    private volatile boolean refuses;
    private volatile String lastWord = "";

    /// Listens on a port of its own at once.
    ///
    /// @param target a port of this machine
    public Proxy(int target) {
        this(new CopyOnWriteArrayList<>(List.of(target)));
    }

    /// Listens on a port of its own at once, and looks at the ports behind it only when somebody connects.
    ///
    /// @param targets ports of this machine; may grow
    public Proxy(List<Integer> targets) {
        this.targets = targets;
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

    /// Whoever is told `word` by the server is not told it, nor anything after it, until [#pass].
    ///
    /// @param word that the server writes at once
    public void swallowFrom(String word) {
        lastWord = word;
    }

    /// From now on there is only this port behind it; what is open breaks.
    ///
    /// @param target a port of this machine
    public void redirect(int target) {
        targets.clear();
        targets.add(target);
        open.forEach(Proxy::closeQuietly);
    }

    /// Hands on again; what was swallowed is not lost, only late.
    public void pass() {
        delay = () -> Duration.ZERO;
        swallows = false;
        lastWord = "";
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
                Socket server = reach()) {
            open.add(server);
            if (refuses || !targets.contains(server.getPort())) {
                // Cut, or led elsewhere, by somebody who did not see these two yet.
                open.remove(server);
                return;
            }
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            FeedTap.Connection heard = tap.newConnection();
            Pump up = new Pump(client, server, (_, _) -> upstream(), chunk -> heard.sent(chunk, this::note));
            Pump down = new Pump(server, client, new Downstream(), heard::received);
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

    private Socket reach() throws IOException {
        IOException fault = new IOException("nobody to connect to");
        for (int tries = targets.size(); tries > 0; tries--) {
            int port = targets.get(Math.floorMod(turn.getAndIncrement(), targets.size()));
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                fault = e;
            }
        }
        throw fault;
    }

    private Duration upstream() {
        return swallows ? Pump.ASK_AGAIN : Duration.ZERO;
    }

    /// What a server says on one connection.
    private final class Downstream implements Pump.Link {
        private boolean mute;

        @Override
        public Duration left(Pump.Chunk chunk, Duration age) {
            String word = lastWord;
            mute = !word.isEmpty() && (mute || chunk.text().contains(word));
            return swallows || mute ? Pump.ASK_AGAIN : delay.get().minus(age);
        }
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
