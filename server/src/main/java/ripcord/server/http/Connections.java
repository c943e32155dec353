package ripcord.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open connections of one port. One on which no request is being answered is closed when the next does not come
/// in time: what the HTTP server itself bounds is only the time between two requests, not that of a request's head, nor
/// that before the first byte. Thread-safe.
final class Connections {
    /// For the first line of the first request, and then for the rest of the head of any.
    static final Duration HEAD = Duration.ofSeconds(10);
    /// For the first line of the next request. Longer than proxies keep connections, so that they are the ones to
    /// close: what they send at that moment would be lost.
    static final Duration IDLE = Duration.ofSeconds(75);

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final LongSupplier nanos;
    private final Map<SocketAddress, Connection> open = new ConcurrentHashMap<>();

    /// @param nanos a monotonic clock
    Connections(LongSupplier nanos) {
        this.nanos = nanos;
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

    /// Notes that a request from `peer` is being answered: from here on its own deadline counts, see [Deadlines].
    void begin(SocketAddress peer) {
        var connection = open.get(peer);
        if (connection != null) {
            connection.begin();
        }
    }

    /// Notes that it was answered.
    void end(SocketAddress peer) {
        var connection = open.get(peer);
        if (connection != null) {
            connection.end(in(IDLE));
        }
    }

    private void firstLine(SocketAddress peer) {
        var connection = open.get(peer);
        if (connection != null) {
            connection.expect(in(HEAD));
        }
    }

    private long in(Duration time) {
        return nanos.getAsLong() + time.toNanos();
    }

    /// Closes what is overdue. Call it several times a second.
    void enforce() {
        long now = nanos.getAsLong();
        open.values().removeIf(connection -> connection.isOver(now));
    }

    /// One of them: what it waits for, and until when.
    private static final class Connection {
        private final SocketChannel channel;
        private int requests;
        private long due;

        private Connection(SocketChannel channel, long due) {
            this.channel = channel;
            this.due = due;
        }

        private synchronized void expect(long until) {
            due = until;
        }

        /// Several at a time with HTTP/2.
        private synchronized void begin() {
            requests++;
        }

        private synchronized void end(long until) {
            requests--;
            due = until;
        }

        /// Closes it if it is overdue.
        private synchronized boolean isOver(long now) {
            if (requests == 0 && due - now < 0) {
                close();
            }
            return !channel.isOpen();
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
