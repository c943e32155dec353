package ripcord.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who holds a connection without asking for anything does not hold it for long.
class ConnectionTest {
    private static final String REQUEST = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final long SECOND = 1_000_000_000L;
    private static final long STEP = 5;
    private static final int MORE_THAN_FIT = 1_000;
    private static final String SUBJECT = LiveServer.TENANT + "/subjects/alice";

    private final AtomicLong ahead = new AtomicLong();
    private LiveServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder, new MovableClock(), () -> System.nanoTime() + ahead.get());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static List<String> headsThatDoNotEnd() {
        return List.of(
                "",
                "GET /hea",
                "GET /health HTTP/1.1\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\nX-A: ",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("headsThatDoNotEnd")
    void aHeadThatDoesNotEndEndsItsConnection(String begun) throws IOException {
        try (var slow = connect();
                var other = connect()) {
            send(slow, begun);
            answer(other);

            pass(11);

            assertThat(isClosed(slow)).isTrue();
            answer(other);
        }
    }

    @Test
    void theHeadOfALaterRequestIsBoundedToo() throws IOException {
        try (var slow = connect()) {
            answer(slow);
            send(slow, "GET /health HTTP/1.1\r\nHost: ");
            answerElsewhere();

            pass(11);

            assertThat(isClosed(slow)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("headsThatDoNotEnd")
    @ValueSource(strings = REQUEST + "GET /health HTTP/1.1\r\nHost: ")
    void aHeadThatDoesNotEndDoesNotHoldUpTheStop(String begun) throws IOException {
        try (var slow = connect()) {
            send(slow, begun);
            answerElsewhere();
            long from = System.nanoTime();

            server.server().close();

            assertThat(System.nanoTime() - from).isLessThan(5 * SECOND);
            assertThat(isCut(slow)).isTrue();
        }
    }

    /// What was sent before has been read by then, as a rule.
    private void answerElsewhere() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (var other = connect()) {
                answer(other);
            }
        }
    }

    @Test
    void anIdleConnectionLivesForAMinuteAndNotForever() throws IOException {
        try (var idle = connect()) {
            answer(idle);
            pass(60);
            answer(idle);

            pass(76);

            assertThat(isClosed(idle)).isTrue();
        }
    }

    @Test
    void whoPausesIsAnsweredEachTime() throws IOException {
        try (var idle = connect()) {
            answer(idle);
            for (int i = 0; i < 3; i++) {
                pause();
                answer(idle);
                answer(idle);
            }
        }
    }

    @Test
    void aRequestThatComesInPiecesAfterPausesIsAnswered() throws IOException {
        var post = "POST /admin/v1/tenants HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n";
        try (var slow = connect()) {
            answer(slow);
            for (int i = 0; i < 3; i++) {
                pause();
                for (var piece : List.of("P", post.substring(1), "\r\n", "{", "}" + REQUEST)) {
                    send(slow, piece);
                    answerElsewhere();
                }
                awaitText(slow, "\"code\":\"unauthorized\"");
                awaitText(slow, "\"store\":\"sqlite\"}");
            }
        }
    }

    @Test
    void whoPausedMayBeginNoHeadThatDoesNotEnd() throws IOException {
        try (var slow = paused()) {
            send(slow, "GET /health HTTP/1.1\r\nHost: ");
            answerElsewhere();

            pass(11);

            assertThat(isClosed(slow)).isTrue();
        }
    }

    @Test
    void whoPausesDoesNotHoldUpTheStop() throws IOException {
        try (var idle = paused()) {
            answerElsewhere();
            long from = System.nanoTime();

            server.server().close();

            assertThat(System.nanoTime() - from).isLessThan(5 * SECOND);
            assertThat(isCut(idle)).isTrue();
        }
    }

    @Test
    void whoHasPausedAndIsIdleIsClosedInTime() throws IOException {
        try (var idle = paused()) {
            pass(76);

            assertThat(isClosed(idle)).isTrue();
        }
    }

    /// A connection that has just been answered, and from which nobody expects anything soon.
    private Socket paused() throws IOException {
        var socket = connect();
        answer(socket);
        pause();
        answer(socket);
        return socket;
    }

    /// Long enough to be expected again. It begins when the answer before is sent, which is seen here a little earlier.
    private void pause() throws IOException {
        answerElsewhere();
        pass(2);
    }

    @Test
    void aConnectionOfHttp2IsReadOnWhoeverPauses() throws Exception {
        var request = HttpRequest.newBuilder(server.uri().resolve("/health")).build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 3; i++) {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                pause();
            }
        }
    }

    @Test
    void aBodyThatWasRefusedUnreadIsNotWaitedForForLong() throws IOException {
        try (var slow = connect()) {
            send(slow, "POST /admin/v1/tenants HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
            awaitText(slow, "\"code\":\"unauthorized\"");
            answerElsewhere();

            pass(11);

            assertThat(isCut(slow)).isTrue();
        }
    }

    @Test
    void anAnswerThatIsNotTakenIsNotOfferedForever() throws Exception {
        aLongSubject();
        var look = "GET " + SUBJECT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.rootKey() + "\r\n\r\n";
        try (var slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.setSoTimeout(15_000);
            slow.connect(
                    new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
            send(slow, look.repeat(MORE_THAN_FIT));
            awaitNoMoreLooks();

            pass(16);

            assertThat(isCut(slow)).isTrue();
        }
    }

    /// One whose answer is long.
    private void aLongSubject() {
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < 40; i++) {
            attributes.put("attribute-" + i, "x".repeat(1_000));
        }
        server.http()
                .put(SUBJECT)
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled", false, "roles", List.of(), "entitlements", List.of(), "attributes", attributes))
                .send()
                .expect(200);
    }

    private void awaitNoMoreLooks() throws InterruptedException {
        var deadline = System.nanoTime() + 60 * SECOND;
        int quiet = 0;
        for (double before = -1; quiet < 5; ) {
            double now = looks();
            quiet = now == before ? quiet + 1 : 0;
            before = now;
            assertThat(System.nanoTime()).as("the deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(looks()).isBetween(2.0, MORE_THAN_FIT - 1.0);
    }

    private double looks() {
        return server.counted(
                "ripcord_http_requests_seconds_count{method=\"GET\",route=\"/admin/v1/tenants/{tenant}/subjects/{subject}\",status=\"200\"}");
    }

    /// Whether the connection ends after what was on its way already.
    private static boolean isCut(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read(new byte[64 * 1024]) >= 0) {
                // What fitted into the buffers.
            }
        } catch (SocketException e) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
        return true;
    }

    @Test
    void aStreamIsNotCut() throws IOException {
        try (var stream = connect()) {
            follow(stream);

            pass(100);

            awaitText(stream, "event: heartbeat");
        }
    }

    @Test
    void aConnectionIsClosedAfterTheAnswerIfTheClientWantsThat() throws IOException {
        try (var socket = connect()) {
            send(socket, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            var said = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(said)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close")
                    .endsWith("}");
        }
    }

    @Test
    void noConnectionIsKeptWhereThereAreTooManyAndStreamsGoOn(@TempDir Path other) throws Exception {
        server.close();
        var all = Bounds.ofProcess();
        server = LiveServer.start(other, new Bounds(all.requests(), all.apiKeys(), all.feed(), 3));
        try (var one = connect();
                var two = connect()) {
            try (var stream = connect()) {
                follow(stream);
                answer(one);
                answer(two);
                try (var three = connect()) {
                    send(three, REQUEST);

                    assertThat(new String(three.getInputStream().readAllBytes(), ISO_8859_1))
                            .startsWith("HTTP/1.1 200 ")
                            .contains("Connection: close");
                }
                // From here on it is not counted any more.
                server.server().tidyUp();
                answer(one);
                answer(one);
                awaitText(stream, "event: heartbeat");
            }

            Eventually.await("a stream that ended is not counted", this::isOneMoreKept);
        }
    }

    private boolean isOneMoreKept() {
        server.server().tidyUp();
        try (var socket = connect()) {
            send(socket, REQUEST);
            return !awaitText(socket, "\r\n\r\n").contains("Connection: close");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health HTTP/1.0\r\n\r\n", "GET /health HTTP/1.0\r\nHost: x\r\n\r\n"})
    void anOlderVersionIsToldThatItIsNotSpoken(String request) throws IOException {
        try (var first = connect();
                var later = connect()) {
            answer(later);
            send(first, request);
            send(later, request);

            assertThat(new String(first.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 505 ")
                    .contains("\"code\":\"http_version_not_supported\"");
            assertThat(new String(later.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 505 ");
        }
    }

    private void follow(Socket stream) throws IOException {
        send(
                stream,
                "GET /t/default/feed?name=orders&max_staleness_ms=2000&when_stale=reject HTTP/1.1\r\nHost: x\r\n"
                        + "Authorization: Bearer " + server.rootKey() + "\r\n\r\n");
        awaitText(stream, "event: heartbeat");
    }

    private Socket connect() throws IOException {
        var socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static void answer(Socket socket) throws IOException {
        send(socket, REQUEST);
        awaitText(socket, "\"store\":\"sqlite\"}");
    }

    private static String awaitText(Socket socket, String end) throws IOException {
        var said = new StringBuilder();
        while (said.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(said.toString()).isNotNegative();
            said.append((char) next);
        }
        return said.toString();
    }

    /// In steps, so that a request which was answered a moment ago does not seem to have taken too long.
    private void pass(long seconds) {
        for (long left = seconds; left > 0; left -= STEP) {
            ahead.addAndGet(Math.min(left, STEP) * SECOND);
            server.server().tidyUp();
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
