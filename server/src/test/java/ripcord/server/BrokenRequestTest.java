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

    @Test
    void aClientThatGoesInTheMidstOfItsRequestIsNoFaultOfTheServer() throws IOException {
        var said = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger("ripcord.server.http");
        said.start();
        root.addAppender(said);
        try (var socket = connect()) {
            socket.getOutputStream().write((POST + "Content-Length: 100\r\n\r\nabc").getBytes(ISO_8859_1));
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answer).isNotNull();
        } finally {
            root.detachAppender(said);
        }

        assertThat(said.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    private Socket connect() throws IOException {
        var socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
