package ripcord.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The driver reads whatever a server or a proxy may answer, and nothing else.
class ConnectionTest {
    private static final Ticker TICKER = new Ticker(System::nanoTime, Thread::sleep, Optional::empty);

    private static Answer answer(String bytes) throws IOException {
        try (var server = new CannedServer(_ -> bytes);
                var connection = Connection.to(server.endpoint(), TICKER)) {
            return connection.exchange(Request.of(server.endpoint(), "GET", "/", ""));
        }
    }

    @Test
    void anAnswersBodyIsAsLongAsItSays() throws IOException {
        var answer = answer("HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH: 5\r\n\r\nhello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
    }

    @Test
    void chunksArePutTogether() throws IOException {
        var head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        var lines = List.of("5;a=b", "hello", "B", ", chunked w", "4", "orld", "0", "Trailer: x", "", "");

        var answer = answer(head + String.join("\r\n", lines));

        assertThat(answer.text()).isEqualTo("hello, chunked world");
    }

    @Test
    void aBodyLongerThanOneReadingIsWhole() throws IOException {
        var body = "0123456789".repeat(5_000);

        assertThat(answer("HTTP/1.1 200 OK\r\nX: %s\r\nContent-Length: 50000\r\n\r\n%s"
                                .formatted("x".repeat(9_000), body))
                        .text())
                .isEqualTo(body);
    }

    @Test
    void whatHasNoBodyNeedsNoLength() throws IOException {
        var answer = answer("HTTP/1.1 204 No Content\r\n\r\n");

        assertThat(answer.isOk()).isTrue();
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
        assertThat(answer("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\nno upstream")
                        .text())
                .isEqualTo("no upstream");
    }

    @Test
    void aServerThatWillCloseTheConnectionIsNotAskedOverItAgain() throws IOException {
        try (var server = new CannedServer(
                        number -> number == 0 ? CannedServer.ok("a") : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                var connection = Connection.to(server.endpoint(), TICKER)) {
            var request = Request.of(server.endpoint(), "GET", "/", "");

            connection.exchange(request);
            assertThat(connection.isOver()).isFalse();
            connection.exchange(request);
            assertThat(connection.isOver()).isTrue();
        }
    }

    /// RFC 9112 sections 6.1 and 9.3, and what intermediaries of old make of it.
    @Test
    void howAnAnswerEndsIsReadAsTheStandardHasIt() throws IOException {
        assertOver(false, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na");
        assertOver(false, "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
        assertOver(false, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na");
        assertOver(true, "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\na");
        assertOver(true, "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na");
        assertOver(
                true, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n");
        assertOver(true, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n");
    }

    private static void assertOver(boolean over, String bytes) throws IOException {
        try (var server = new CannedServer(_ -> bytes);
                var connection = Connection.to(server.endpoint(), TICKER)) {
            connection.exchange(Request.of(server.endpoint(), "GET", "/", ""));

            assertThat(connection.isOver()).as(bytes).isEqualTo(over);
        }
    }

    @Test
    void anAnswerThatSaysThatOneWillComeIsNone() throws IOException {
        var answer = answer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + CannedServer.ok("this one"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("this one");
    }

    @Test
    void anAnswerThatComesByteByByteIsGivenUpWhenTimeIsUp() {
        var nanos = new AtomicLong();
        var eachLookTakesASecond = new Ticker(() -> nanos.addAndGet(1_000_000_000L), Thread::sleep, Optional::empty);
        var endless = "HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n" + "x".repeat(3_000_000);
        try (var server = new CannedServer(_ -> endless)) {
            assertThatThrownBy(() -> {
                        try (var connection = Connection.to(server.endpoint(), eachLookTakesASecond)) {
                            connection.exchange(Request.of(server.endpoint(), "GET", "/", ""));
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no answer in time");
        }
        assertThat(nanos.get()).isLessThan(20_000_000_000L);
    }

    @Test
    void whatIsNoHttpIsNoAnswer() {
        for (var wrong : List.of(
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")) {
            assertThatThrownBy(() -> answer(wrong)).as(wrong).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aConnectionThatBreaksGivesNoAnswer() {
        assertThatThrownBy(() -> answer(CannedServer.NOTHING)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf"))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void neitherRequestsNorAnswersPrintWhatIsInThem() throws IOException {
        var request = Request.of(Endpoint.ofLoopback(1), "GET", "/", "Authorization: Bearer secret\r\n");

        assertThat(request.toString() + answer(CannedServer.ok("secret"))).doesNotContain("secret");
    }
}
