package ripcord.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Requests whose framing is broken or ambiguous: two readers of one connection must not find two meanings, and whoever
/// sends them learns that they are broken, not that the server is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenRequestTest {
    private static final String POST = String.join(
            "\r\n",
            "POST /t/default/oauth/token HTTP/1.1",
            "Host: x",
            "Content-Type: application/x-www-form-urlencoded",
            "");
    private static final String NEXT = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    private LiveServer server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
                "Content-Length: 0\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: 3, 3\r\n\r\nabc",
                "Content-Length: +3\r\n\r\nabc",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Host: y\r\nContent-Length: 0\r\n\r\n",
                "X-A: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                "X-A : a\r\nContent-Length: 0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n"
            })
    void anAmbiguousRequestIsRefusedAndItsConnectionClosed(String rest) throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write((POST + rest + NEXT).getBytes(ISO_8859_1));
            socket.shutdownOutput();

            var said = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(said).startsWith("HTTP/1.1 400 ");
            assertThat(said.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
        }
    }

    /// RFC 9110 §10.1.1: who asks whether to send a body may send it without waiting for the answer, and after it.
    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/t/default/oauth/introspect", "/t/default/auth/session"})
    void aBodyThatNobodyAskedForIsNeverTheNextRequest(String path) throws IOException {
        try (var socket = connect()) {
            var head =
                    "POST " + path + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + NEXT.length();
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(ISO_8859_1));
            var said = new StringBuilder();
            while (said.indexOf("\r\n\r\n") < 0) {
                said.append((char) socket.getInputStream().read());
            }

            socket.getOutputStream().write(NEXT.getBytes(ISO_8859_1));

            assertThat(said.toString()).startsWith("HTTP/1.1 40").contains("\r\nConnection: close\r\n");
            assertThat(rest(socket)).doesNotContain("HTTP/1.1 ");
        }
    }

    private static String rest(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            // What was sent to a closed connection was answered with a reset.
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nHo",
                "GET /health HTTP/1.1\r\nHost: x\r\nX-A",
                "GET /health HTTP/1.1\r\nHost: x\r\nX-A: b\r",
                "GET /health HTTP/1.1\r\nHost: x\r\n",
                "GET /health HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /health HTTP/1.1\r\n: no name\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n",
                "GET /health HTTP/1.1\nHost: x\n\n",
                "GET /health HTTP/1.1\r\nHost: x\u0000y\r\n\r\n",
                "GET /he%GGalth HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /health?a=%GG HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x:y\r\n\r\n",
                "GET\r\n\r\n",
                "\r\n\r\n",
                "\u0016\u0003\u0001 what TLS begins with",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n and no frame of HTTP/2 behind it",
                "POST /t/default/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"
            })
    void aBrokenHeadFillsNoLogAndIsNoFaultOfTheServer(String head) throws IOException {
        assertNothingIsLogged(head);
    }

    @Test
    void aClientThatGoesInTheMidstOfItsRequestIsNoFaultOfTheServer() throws IOException {
        assertNothingIsLogged(POST + "Content-Length: 100\r\n\r\nabc");
    }

    @Test
    void aClientThatDoesNotStayForItsAnswerFillsNoLog() throws IOException {
        var said = new Logged();
        try (said) {
            for (int i = 0; i < 20; i++) {
                var socket = connect();
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(NEXT.repeat(20).getBytes(ISO_8859_1));
                socket.close();
            }
            // Which were taken one after another, and before these.
            for (int i = 0; i < 20; i++) {
                server.http().get("/health").send().expect(200);
            }
        }

        assertThat(said.warnings()).isEmpty();
    }

    private void assertNothingIsLogged(String sent) throws IOException {
        var said = new Logged();
        String answer;
        try (said;
                var socket = connect()) {
            socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }

        assertThat(said.warnings()).isEmpty();
        assertThat(answer).doesNotStartWith("HTTP/1.1 5");
    }

    @Test
    void aBrokenHeadIsCounted() throws IOException {
        var before = counted();
        assertNothingIsLogged("GET /health HTTP/1.1\r\nHost: x\r\nX-A");

        assertThat(counted()).isEqualTo(before + 1);
    }

    private double counted() {
        return server.counted("ripcord_http_unrouted_total{status=\"400\"}");
    }

    /// Whatever is logged by anybody, from here to its end.
    private static final class Logged implements AutoCloseable {
        private final ListAppender<ILoggingEvent> events = new ListAppender<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

        private Logged() {
            events.start();
            root.addAppender(events);
        }

        private List<String> warnings() {
            return List.copyOf(events.list).stream()
                    .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                    .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                    .toList();
        }

        @Override
        public void close() {
            root.detachAppender(events);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
