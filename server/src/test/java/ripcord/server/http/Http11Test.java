package ripcord.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class Http11Test {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void whatWasHandedOverIsTheLastAnswerOfItsConnection() throws IOException {
        var said = answer(out -> {
            out.write("told".getBytes(US_ASCII));
            out.close();
        });

        assertThat(said)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close\r\n", "Transfer-Encoding: chunked\r\n")
                .endsWith("\r\n\r\n4\r\ntold\r\n0\r\n\r\n");
    }

    @Test
    void aStreamThatFailsEndsItsConnectionAndIsLogged() throws IOException {
        var log = (Logger) LoggerFactory.getLogger(Http11.class);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        try {
            assertThat(answer(out -> {
                        out.write("told".getBytes(US_ASCII));
                        throw new AssertionError("as no stream does");
                    }))
                    .endsWith("\r\n\r\n4\r\ntold\r\n");
            assertThat(answer(out -> {
                        throw new IOException("as streams do whose clients go");
                    }))
                    .isEmpty();
        } finally {
            log.detachAppender(logged);
        }

        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
    }

    @Test
    void aConnectionIsReadByAReaderThatLetsGoOfWhatWasRead() throws IOException, ReflectiveOperationException {
        var connecting = new Connecting(new Http11(Http1Config.create(), System::nanoTime));

        answer(OutputStream::close, connecting);

        var connection = connecting.connection(connecting.context);
        var requests = field(connection.getClass(), "requests").get(connection);
        assertThat(field(Http1Connection.class, "reader").get(requests)).isInstanceOf(UnchainedReader.class);
    }

    @Test
    void whoPausesIsWaitedForWithoutTheThreadThatAnswered() throws Exception {
        var now = new AtomicLong();

        var answered = answerThree(() -> now.addAndGet(Pauses.LONG.toNanos()));

        assertThat(answered.by.get(1)).isSameAs(answered.by.get(0));
        assertThat(answered.by.get(2)).isNotSameAs(answered.by.get(1));
        assertThat(answered.over).containsExactly(true, true, true);
    }

    @Test
    void whoDoesNotPauseIsWaitedForWhereHeWasAnswered() throws Exception {
        var now = new AtomicLong();

        var answered = answerThree(() -> now.addAndGet(Pauses.LONG.toNanos() - 1));

        assertThat(answered.by).allSatisfy(thread -> assertThat(thread).isSameAs(answered.by.getFirst()));
        assertThat(answered.over).containsExactly(false, false, false);
    }

    /// What answered each request of a connection, and whether that was over a little later, while the connection was
    /// open.
    private record Answered(List<Thread> by, List<Boolean> over) {}

    private static Answered answerThree(LongSupplier nanos) throws Exception {
        var by = new CopyOnWriteArrayList<Thread>();
        var server = start(new Http11(Http1Config.create(), nanos), response -> {
            by.add(Thread.currentThread());
            response.send();
        });
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(15_000);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
                awaitHead(socket);
            }
            var over = new ArrayList<Boolean>();
            for (var thread : by) {
                over.add(thread.join(Duration.ofMillis(500)));
            }
            return new Answered(List.copyOf(by), over);
        } finally {
            server.stop();
        }
    }

    private static void awaitHead(Socket socket) throws IOException {
        var said = new StringBuilder();
        while (said.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(said.toString()).isNotNegative();
            said.append((char) next);
        }
    }

    private static Field field(Class<?> of, String name) throws ReflectiveOperationException {
        var field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /// Remembers what a connection was made of.
    private static final class Connecting implements ServerConnectionSelector {
        private final ServerConnectionSelector protocol;
        private volatile ConnectionContext context;

        private Connecting(ServerConnectionSelector protocol) {
            this.protocol = protocol;
        }

        @Override
        public int bytesToIdentifyConnection() {
            return protocol.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return protocol.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return protocol.supportedApplicationProtocols();
        }

        @Override
        public ServerConnection connection(ConnectionContext made) {
            context = made;
            return protocol.connection(made);
        }
    }

    /// All that comes when two requests were sent at once.
    private static String answer(Streamed streamed) throws IOException {
        return answer(streamed, new Http11(Http1Config.create(), System::nanoTime));
    }

    private static String answer(Streamed streamed, ServerConnectionSelector protocol) throws IOException {
        var server = start(protocol, response -> {
            throw new HandedOver(Chunks.head(response), streamed);
        });
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(REQUEST.repeat(2).getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } finally {
            server.stop();
        }
    }

    private static WebServer start(ServerConnectionSelector protocol, Consumer<ServerResponse> answering) {
        return WebServer.builder()
                .host(InetAddress.getLoopbackAddress().getHostAddress())
                .port(0)
                .useNio(false)
                .shutdownHook(false)
                .addConnectionSelector(protocol)
                .routing(routing -> routing.any((_, response) -> answering.accept(response)))
                .build()
                .start();
    }
}
