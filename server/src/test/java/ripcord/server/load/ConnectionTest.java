package ripcord.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The driver reads whatever a server or a proxy may answer, and nothing else.
class ConnectionTest {
    private static Answer answer(String bytes) throws IOException {
        try (var server = new CannedServer(_ -> bytes);
                var connection = Connection.to(server.endpoint())) {
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
                var connection = Connection.to(server.endpoint())) {
            var request = Request.of(server.endpoint(), "GET", "/", "");

            connection.exchange(request);
            assertThat(connection.isOver()).isFalse();
            connection.exchange(request);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @Test
    void whatIsNoHttpIsNoAnswer() {
        for (var wrong : List.of(
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
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
