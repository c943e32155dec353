package ripcord.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of HTTP/1.1, which hold as little as they can while nobody asks anything on them: what a request has
/// [handed over][HandedOver] is written here, and a request that is [not expected soon][Rested] is waited for here,
/// when
/// the HTTP server has let go of all that belonged to the requests before.
final class Http11 implements ServerConnectionSelector {
    private static final Logger LOG = LoggerFactory.getLogger(Http11.class);

    private final ServerConnectionSelector http1;
    private final LongSupplier nanos;

    /// @param http1 how requests are read; tells a [#listener]
    /// @param nanos a monotonic clock
    Http11(Http1Config http1, LongSupplier nanos) {
        this.http1 = new Http1ConnectionProvider()
                .create("http1", http1, ProtocolConfigs.create(List.of(http1, Http2Config.create())));
        this.nanos = nanos;
    }

    /// Notes which connections may go on in another protocol: between its requests nobody says so.
    ///
    /// @param other is told besides: where two listen, the HTTP server (4.5) tells neither
    static Http1ConnectionListener listener(Http1ConnectionListener other) {
        return new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext context, HttpPrologue prologue) {
                other.prologue(context, prologue);
            }

            @Override
            public void headers(ConnectionContext context, Headers headers) {
                if (headers.contains(HeaderNames.UPGRADE) && context instanceof Connection.Context own) {
                    own.upgrade();
                }
                other.headers(context, headers);
            }
        };
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Connection(context, http1, new Pauses(nanos));
    }

    /// Nothing here may keep alive what belonged to a request: no field, and no local variable of a frame below the
    /// stream, either.
    private static final class Connection implements ServerConnection, InterruptableTask<Void> {
        private final ConnectionContext servers;
        private final ServerConnectionSelector http1;
        private final Pauses pauses;
        private volatile @Nullable Http1Connection requests;
        private volatile @Nullable Thread resting;
        private volatile @Nullable Thread streaming;
        private volatile boolean closing;
        private @Nullable Streamed stream;

        private Connection(ConnectionContext servers, ServerConnectionSelector http1, Pauses pauses) {
            this.servers = servers;
            this.http1 = http1;
            this.pauses = pauses;
            this.requests = requests(null);
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            var out = new Chunks(servers.dataWriter());
            while (answer(limit, out)) {
                rest();
            }
            var handed = stream;
            if (handed != null) {
                write(handed, out);
            }
        }

        /// Answers requests, until the next is to be waited for here, one hands a stream over, or the connection ends.
        /// On a thread of its own, which takes its stack with it: what that grew to while a request waited
        /// would be kept by a stream, and by a connection on which nobody asks anything, too.
        ///
        /// @return whether there may be more requests
        private boolean answer(Limit limit, Chunks out) throws InterruptedException {
            var answering = new FutureTask<@Nullable LetGo>(() -> letGo(limit));
            var thread =
                    Thread.ofVirtual().name(Thread.currentThread().getName()).start(answering);
            return switch (result(answering, thread)) {
                case HandedOver handed -> {
                    streaming = Thread.currentThread();
                    requests = null;
                    out.begin(handed.head());
                    stream = handed.stream();
                    yield false;
                }
                case Rested _ -> true;
                case null -> false;
            };
        }

        private @Nullable LetGo letGo(Limit limit) throws InterruptedException {
            var answering = requests;
            try {
                if (answering != null) {
                    answering.handle(limit);
                }
                return null;
            } catch (LetGo why) {
                return why;
            }
        }

        /// Waits for the next request, having let go of all that answered those before. Whoever closes the connection
        /// meanwhile finds either whom to interrupt, or requests to close, or is noticed here.
        private void rest() {
            resting = Thread.currentThread();
            requests = null;
            try {
                if (!closing) {
                    requests = requests(first());
                }
            } finally {
                resting = null;
            }
            if (closing) {
                throw new CloseConnectionException("closed between two requests");
            }
        }

        /// The next bytes, waited for on as few frames as can be.
        private byte[] first() {
            byte[] first;
            try {
                first = pauses.await(servers.serverSocket());
            } catch (UncheckedIOException e) {
                throw new ServerConnectionException("failed between two requests", e);
            }
            if (first == null) {
                throw new CloseConnectionException("ended between two requests");
            }
            return first;
        }

        private Http1Connection requests(byte @Nullable [] first) {
            return (Http1Connection) http1.connection(new Context(servers, first));
        }

        /// Whoever interrupts the connection means the thread that is at work.
        private static @Nullable LetGo result(FutureTask<@Nullable LetGo> answering, Thread thread)
                throws InterruptedException {
            while (true) {
                try {
                    return answering.get();
                } catch (InterruptedException e) {
                    thread.interrupt();
                } catch (ExecutionException e) {
                    throw cause(e);
                }
            }
        }

        private static RuntimeException cause(ExecutionException e) throws InterruptedException {
            return switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case Error error -> throw error;
                case RuntimeException other -> other;
                case null, default -> new IllegalStateException(e);
            };
        }

        private static void write(Streamed handed, Chunks out) {
            try {
                handed.write(out);
            } catch (IOException e) {
                throw new CloseConnectionException("stream ended", e);
            } catch (RuntimeException | Error e) {
                // The HTTP server would not say a word of it.
                LOG.error("stream failed", e);
                throw new CloseConnectionException("stream failed", e);
            }
        }

        @Override
        public boolean canInterrupt() {
            var answering = requests;
            return answering == null ? resting != null : answering.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            var answering = requests;
            return answering == null ? Duration.ZERO : answering.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            closing = true;
            var answering = requests;
            var waiting = resting;
            var writing = streaming;
            if (answering != null) {
                answering.close(interrupt);
            } else if (waiting != null) {
                waiting.interrupt();
            } else if (interrupt && writing != null) {
                writing.interrupt();
            }
        }

        /// What requests are read from.
        private final class Context extends Unchained.Context {
            private byte @Nullable [] first;
            private volatile boolean upgraded;

            /// @param first what has been read of them; null if it is where the HTTP server has read it
            private Context(ConnectionContext servers, byte @Nullable [] first) {
                super(servers);
                this.first = first;
            }

            private void upgrade() {
                upgraded = true;
            }

            @Override
            byte[] readAfresh() {
                byte[] given = first;
                if (given != null) {
                    first = null;
                    return given;
                }
                return isBetweenRequests() ? readNext() : read();
            }

            private boolean isBetweenRequests() {
                var answering = requests;
                return answering != null && !upgraded && answering.canInterrupt();
            }

            private byte[] readNext() {
                if (pauses.isLongExpected()) {
                    throw new Rested();
                }
                return pauses.await(this::read);
            }
        }
    }
}
