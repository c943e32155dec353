package ripcord.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of HTTP/1.1, each of which may end as a stream: what a request has [handed over][HandedOver] is written
/// here, when the HTTP server has let go of that request and of all that belonged to it.
final class Http11 implements ServerConnectionSelector {
    private static final Logger LOG = LoggerFactory.getLogger(Http11.class);

    private final ServerConnectionSelector requests;

    /// @param http1 how requests are read
    Http11(Http1Config http1) {
        this.requests = new Unchained(new Http1ConnectionProvider()
                .create("http1", http1, ProtocolConfigs.create(List.of(http1, Http2Config.create()))));
    }

    @Override
    public int bytesToIdentifyConnection() {
        return requests.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return requests.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return requests.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Connection(context, (Http1Connection) requests.connection(context));
    }

    /// Nothing here may keep alive what belonged to a request: no field, and no local variable of a frame below the
    /// stream, either.
    private static final class Connection implements ServerConnection, InterruptableTask<Void> {
        private final ConnectionContext context;
        private volatile @Nullable Http1Connection requests;
        private volatile @Nullable Thread streaming;
        private @Nullable Streamed stream;

        private Connection(ConnectionContext context, Http1Connection requests) {
            this.context = context;
            this.requests = requests;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            var out = new Chunks(context.dataWriter());
            answer(limit, out);
            var handed = stream;
            if (handed != null) {
                write(handed, out);
            }
        }

        /// Answers requests, until one hands a stream over or the connection ends. On a thread of its own, which
        /// takes its stack with it: what that grew to while a request waited would be kept by a stream, too.
        private void answer(Limit limit, Chunks out) throws InterruptedException {
            var answering = new FutureTask<@Nullable HandedOver>(() -> handedOver(limit));
            var thread =
                    Thread.ofVirtual().name(Thread.currentThread().getName()).start(answering);
            var handed = result(answering, thread);
            if (handed != null) {
                streaming = Thread.currentThread();
                requests = null;
                out.begin(handed.head());
                stream = handed.stream();
            }
        }

        private @Nullable HandedOver handedOver(Limit limit) throws InterruptedException {
            var answering = requests;
            try {
                if (answering != null) {
                    answering.handle(limit);
                }
                return null;
            } catch (HandedOver handed) {
                return handed;
            }
        }

        /// Whoever interrupts the connection means the thread that is at work.
        private static @Nullable HandedOver result(FutureTask<@Nullable HandedOver> answering, Thread thread)
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
            return answering != null && answering.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            var answering = requests;
            return answering == null ? Duration.ZERO : answering.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            var answering = requests;
            var thread = streaming;
            if (answering != null) {
                answering.close(interrupt);
            } else if (interrupt && thread != null) {
                thread.interrupt();
            }
        }
    }
}
