package ripcord.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedHttp;

/// A store that fails, a client that dawdles, a key that goes in the wrong moment, operators' routes elsewhere: seen
/// from outside, on a real server.
class FaultsOverHttpTest {
    private static final String QUERY = "/feed?name=orders&max_staleness_ms=2000&when_stale=reject";
    private static final Map<String, Object> ALICE =
            Map.of("subject", "alice", "amr", List.of("pwd"), "client_kind", "native");

    @TempDir
    Path folder;

    private final AtomicReference<Runnable> whileOpening = new AtomicReference<>();
    private final AtomicLong skipped = new AtomicLong();
    private RipcordServer server;
    private CheckedHttp http;

    private void start(Integer adminPort) {
        var config = new Config(
                folder.resolve("data"),
                null,
                null,
                InetAddress.getLoopbackAddress(),
                0,
                adminPort,
                URI.create(LiveServer.BASE_URL),
                folder.resolve("master.key"),
                Config.USUALLY_IN_MEMORY,
                Config.Observation.LOG);
        var sources = new Sources(new Clock(), () -> System.nanoTime() + skipped.get(), new SecureRandom());
        server = RipcordServer.start(config, sources);
        http = new CheckedHttp(at(server.port()));
    }

    /// Ticks with each look at it; lets something happen in the midst of the opening of a subscription.
    private final class Clock implements InstantSource {
        private final AtomicLong looks = new AtomicLong();

        @Override
        public Instant instant() {
            var now = whileOpening.get();
            if (now != null && isOpening() && whileOpening.compareAndSet(now, null)) {
                now.run();
            }
            return Instant.parse("2026-11-21T09:30:00Z").plusMillis(looks.incrementAndGet());
        }

        private static boolean isOpening() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith(".Subscriptions")
                                    && frame.getMethodName().equals("open")));
        }
    }

    private static URI at(int port) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
    }

    private String rootKey() throws IOException {
        return Files.readString(folder.resolve("data/root.key")).strip();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void aCommitThatFailsIsSaidToBeUnknownAndARepeatIsSafe() throws IOException, SQLException {
        start(null);
        breakCommitsOfSessions();

        var unknown = signIn();
        var repeated = whenMended(this::signIn);

        assertThat(unknown.expect(503).code()).isEqualTo("outcome_unknown");
        assertThat(unknown.header("Retry-After")).hasValue("1");
        repeated.expect(201);
        assertThat(signIn().expect(201).text("/session/id")).isEqualTo(repeated.text("/session/id"));
    }

    @Test
    void aStoreThatIsHeldIsUnavailableAndNothingWasDone() throws IOException, SQLException {
        start(null);
        Answer refused;
        try (var other = store()) {
            execute(other, "begin immediate");
            refused = signIn();
            execute(other, "rollback");
        }

        assertThat(refused.expect(503).code()).isEqualTo("unavailable");
        assertThat(http.get(LiveServer.TENANT + "/sessions")
                        .bearer(rootKey())
                        .send()
                        .expect(200)
                        .json()
                        .get("items"))
                .isEmpty();
    }

    private Answer signIn() throws IOException {
        return http.post(LiveServer.TENANT + "/sessions")
                .bearer(rootKey())
                .header("Idempotency-Key", "once")
                .json(ALICE)
                .send();
    }

    /// What is checked at the end of a transaction lets the statement succeed and the commit fail.
    private void breakCommitsOfSessions() throws SQLException {
        try (var other = store()) {
            execute(other, "create table no_parent (id integer primary key)");
            execute(other, "create table orphan (id integer references no_parent (id) deferrable initially deferred)");
            execute(
                    other,
                    "create trigger break after insert on session begin insert into orphan (id) values (1); end");
        }
    }

    private interface Sending {
        Answer send() throws IOException;
    }

    private Answer whenMended(Sending sending) throws IOException, SQLException {
        try (var other = store()) {
            execute(other, "drop trigger break");
        }
        return sending.send();
    }

    private Connection store() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/ripcord.db"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForBeyondTheDeadline() throws IOException {
        start(null);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream()
                    .write(String.join(
                                    "\r\n",
                                    "POST /t/default/oauth/token HTTP/1.1",
                                    "Host: x",
                                    "Content-Type: application/x-www-form-urlencoded",
                                    "Content-Length: 100",
                                    "Expect: 100-continue",
                                    "",
                                    "abc")
                            .getBytes(ISO_8859_1));
            // The server has begun to read the body when it says so.
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            skipped.addAndGet(Duration.ofSeconds(16).toNanos());

            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .doesNotContain(" 500 ", " 200 ");
        }
    }

    @Test
    void aKeyThatIsDeletedWhileItsStreamOpensOpensNone() throws IOException {
        start(null);
        var root = rootKey();
        var key = http.post("/admin/v1/api-keys")
                .bearer(root)
                .json(Map.of("name", "verifier", "tenants", List.of("default"), "rights", List.of("feed")))
                .send()
                .expect(201);
        whileOpening.set(() -> http.delete("/admin/v1/api-keys/" + key.text("/api_key/id"))
                .bearer(root)
                .send()
                .expect(204));

        var answer = http.get(LiveServer.ISSUER + QUERY)
                .bearer(key.text("/key"))
                .header("Accept", "text/event-stream")
                .send();

        assertThat(answer.expect(401).code()).isEqualTo("unauthorized");
        assertThat(verifiers(root)).contains("\"connected\":false").doesNotContain("\"connected\":true");
    }

    private String verifiers(String root) {
        return http.get("/admin/v1/verifiers").bearer(root).send().expect(200).body();
    }

    @Test
    void aRingIsListedFirstWithAKeyThatSigns() throws IOException {
        start(null);
        var keys =
                http.get(LiveServer.TENANT + "/keys").bearer(rootKey()).send().expect(200);

        assertThat(keys.body()).contains("\"state\":\"active\"", "\"state\":\"announced\"");
    }

    @Test
    void operatorsRoutesAreOnTheirOwnPortAndNowhereElse() throws IOException {
        start(0);
        try (var admin = new CheckedHttp(at(server.adminPort()))) {
            var path = "/admin/v1/tenants";
            admin.get(path).bearer(rootKey()).send().expect(200);
            http.get(LiveServer.ISSUER + "/.well-known/jwks.json").send().expect(200);
            assertThat(admin.get("/health").send().status()).isEqualTo(200);
            assertThat(http.get("/health").send().status()).isEqualTo(200);

            assertThat(status(server.port(), path)).isEqualTo(404);
            assertThat(status(server.port(), "/admin/v1/verifiers")).isEqualTo(404);
            assertThat(status(server.adminPort(), LiveServer.ISSUER + "/.well-known/jwks.json"))
                    .isEqualTo(404);
            assertThat(status(server.adminPort(), "/feed")).isEqualTo(404);
        }
    }

    private int status(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + rootKey() + "\r\n\r\n")
                            .getBytes(ISO_8859_1));
            var line = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), ISO_8859_1);
            return Integer.parseInt(line.split(" ", 2)[1]);
        }
    }
}
