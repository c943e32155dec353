package ripcord.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open connections of one port. One on which no request is being worked on is closed when the next does not come
/// in time, and so is one whose client does not take its answer: what the HTTP server itself bounds is only the time
/// between two requests, not that of a request's head, of a body that nobody wants, or of an answer. Thread-safe.
final class Connections {
    /// For the first line of the first request, and then for the rest of the head of any.
    static final Duration HEAD = Duration.ofSeconds(10);
    /// For the first line of the next request. Longer than proxies keep connections, so that they are the ones to
    /// close: what they send at that moment would be lost.
    static final Duration IDLE = Duration.ofSeconds(75);

    /// For the rest of a head when the server stops: as long as it takes that of a request that is on its way.
    static final Duration LAST_HEAD = Duration.ofMillis(250);

    /// For an answer to be taken, from its first byte to its last. Streams have bounds of their own.
    static final Duration ANSWER = Duration.ofSeconds(15);
    /// For a body that was refused unread, and is read all the same: closed at once, the connection would take the
    /// answer with it.
    static final Duration DRAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final LongSupplier nanos;
    private final int kept;
    /// Without those that became streams.
    private final Map<SocketAddress, Connection> open = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile long lastHeads;
    private volatile boolean stopping;

    /// @param nanos a monotonic clock
    /// @param kept  how many there are, streams among them, before none is kept for another request
    Connections(LongSupplier nanos, int kept) {
        this.nanos = nanos;
        this.kept = kept;
    }

    /// Whether there are so many that none should be kept: where there may be no more, the HTTP server takes none,
    /// and each verifier keeps one beside its stream, which never becomes idle. To close it with an answer loses no
    /// request; to close those that are idle would.
    boolean areScarce() {
        return open.size() + streams.get() > kept;
    }

    /// As `options`, and notes each connection that is accepted with them.
    SocketOptions noting(SocketOptions options) {
        return new NotedSockets(options, this::accepted);
    }

    private void accepted(SocketChannel channel) {
        try {
            open.put(channel.getRemoteAddress(), new Connection(channel, in(HEAD)));
        } catch (IOException e) {
            LOG.debug("connection was gone when it was accepted", e);
        }
    }

    /// What notes that a request's first line has come.
    Http1ConnectionListener firstLines() {
        return new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext context, HttpPrologue prologue) {
                firstLine(context.remotePeer().address());
            }
        };
    }

    /// Notes that a request from `peer` is being worked on: from here on its own deadline counts, see [Deadlines].
    Turn begin(SocketAddress peer) {
        var turn = new Turn(peer, open.get(peer));
        if (turn.connection != null) {
            turn.connection.begin(turn);
        }
        return turn;
    }

    /// One request, from its head to the end of its answer.
    final class Turn {
        private final SocketAddress peer;
        private final @Nullable Connection connection;
        private volatile boolean answering;
        private volatile long due;

        private Turn(SocketAddress peer, @Nullable Connection connection) {
            this.peer = peer;
            this.connection = connection;
        }

        /// Who sent it.
        SocketAddress peer() {
            return peer;
        }

        /// The answer is known, and is being sent: from here on it is the client that is waited for.
        void answer() {
            due = in(ANSWER);
            answering = true;
        }

        private boolean isOver(long now) {
            return answering && due - now < 0;
        }

        /// The connection goes on for as long as `stream` does, and ends with it: whoever writes that sees to it.
        Streamed leaveTo(Streamed stream) {
            if (connection != null) {
                open.remove(peer, connection);
            }
            return out -> {
                streams.incrementAndGet();
                try {
                    stream.write(out);
                } finally {
                    streams.decrementAndGet();
                }
            };
        }

        /// It was answered.
        ///
        /// @param read whether its body was read; if not, what is left of that comes before the next request
        void end(boolean read) {
            if (connection != null) {
                connection.end(this, in(read ? IDLE : DRAIN));
            }
        }
    }

    private void firstLine(SocketAddress peer) {
        var connection = open.get(peer);
        if (connection != null) {
            connection.expectHead(in(HEAD));
        }
    }

    private long in(Duration time) {
        return nanos.getAsLong() + time.toNanos();
    }

    /// From now on a head that has not ended is waited for no longer than [#LAST_HEAD]: it would hold up the stop. The
    /// HTTP server itself goes only to connections between two requests.
    void stop() {
        lastHeads = in(LAST_HEAD);
        stopping = true;
    }

    /// Closes what is overdue. Call it several times a second.
    void enforce() {
        long now = nanos.getAsLong();
        boolean hurried = stopping && lastHeads - now < 0;
        open.values().removeIf(connection -> connection.isOver(now, hurried));
    }

    /// One of them: what it waits for, and until when.
    private static final class Connection {
        private final SocketChannel channel;
        /// Several at a time with HTTP/2, and else one.
        private final List<Turn> turns = new ArrayList<>(1);

        private long due;
        /// Whether it is the rest of a head that is waited for.
        private boolean inHead = true;

        private Connection(SocketChannel channel, long due) {
            this.channel = channel;
            this.due = due;
        }

        private synchronized void expectHead(long until) {
            due = until;
            inHead = true;
        }

        private synchronized void begin(Turn turn) {
            turns.add(turn);
            inHead = false;
        }

        private synchronized void end(Turn turn, long until) {
            turns.remove(turn);
            due = until;
        }

        /// Closes it if it is overdue.
        ///
        /// @param hurried whether a head is overdue that has not ended
        private synchronized boolean isOver(long now, boolean hurried) {
            if (turns.isEmpty() ? due - now < 0 || (hurried && inHead) : isOneOver(now)) {
                close();
            }
            return !channel.isOpen();
        }

        /// A loop: this is asked of each open stream several times a second.
        private boolean isOneOver(long now) {
            for (var turn : turns) {
                if (turn.isOver(now)) {
                    return true;
                }
            }
            return false;
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("connection did not close", e);
            }
        }
    }
}
