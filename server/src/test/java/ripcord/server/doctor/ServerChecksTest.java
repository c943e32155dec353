package ripcord.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.config.Config;
import ripcord.server.doctor.Finding.Level;

/// Who is shown which key, and whose clock is called wrong.
class ServerChecksTest {
    private static final String ROOT_KEY = "rc_k_root-key-of-this-machine";
    private static final String OTHER_KEY = "rc_k_key-that-somebody-named";
    /// Nobody listens there.
    private static final int NOBODYS = 1;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();

    @BeforeEach
    void writeKeys() throws IOException {
        clock.set(Instant.now());
        Files.writeString(folder.resolve("root.key"), ROOT_KEY + "\n");
        Files.writeString(folder.resolve("other.key"), OTHER_KEY + "\n");
    }

    /// Answers as a server with no verifiers does, and remembers what it was shown.
    private static final class Listener implements AutoCloseable {
        private final HttpServer server;
        private final Runnable meanwhile;
        private final List<String> shown = new CopyOnWriteArrayList<>();

        Listener() {
            this(() -> {});
        }

        /// @param meanwhile what happens while `/health` is being answered
        Listener(Runnable meanwhile) {
            this.meanwhile = meanwhile;
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/health")) {
                    meanwhile.run();
                }
                shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                var body = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        int port() {
            return server.getAddress().getPort();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + port());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private List<Finding> look(URI baseUrl, int port, @Nullable URI stated, @Nullable String keyFile) {
        var config = new Config(
                folder,
                null,
                null,
                InetAddress.getLoopbackAddress(),
                port,
                null,
                baseUrl,
                folder.resolve("master.key"),
                Config.USUALLY_IN_MEMORY,
                Config.Observation.LOG);
        return ServerChecks.of(new Servers(config, stated, keyFile == null ? null : folder.resolve(keyFile)), clock);
    }

    @Test
    void rootKeyIsShownToNobodyButTheConfiguredPortOfThisMachine() {
        try (var here = new Listener();
                var elsewhere = new Listener()) {
            var found = look(elsewhere.url(), here.port(), elsewhere.url(), null);

            assertThat(elsewhere.shown).isEmpty();
            assertThat(here.shown).containsExactly("Bearer " + ROOT_KEY);
            assertThat(found)
                    .filteredOn(finding -> finding.about().equals("verifiers"))
                    .extracting(Finding::found)
                    .satisfiesExactly(
                            listed -> assertThat(listed).contains(here.url().toString()),
                            leftOut -> assertThat(leftOut).contains("were not looked at", "--key-file"));
        }
    }

    @Test
    void rootKeyIsShownToNobodyWhereThisMachinesServerDoesNotRun() {
        try (var elsewhere = new Listener()) {
            var found = look(elsewhere.url(), NOBODYS, null, null);

            assertThat(elsewhere.shown).isEmpty();
            assertThat(found)
                    .filteredOn(finding -> finding.about().equals("verifiers"))
                    .extracting(Finding::level)
                    .containsExactly(Level.WARNING);
        }
    }

    @Test
    void aServerThatIsNamedIsShownTheKeyThatIsNamed() {
        try (var elsewhere = new Listener()) {
            look(URI.create("http://localhost:" + NOBODYS), NOBODYS, elsewhere.url(), "other.key");

            assertThat(elsewhere.shown).containsExactly("Bearer " + OTHER_KEY);
        }
    }

    @Test
    void thisMachinesServerIsKnownByItsOtherName() {
        try (var here = new Listener()) {
            var stated = URI.create("http://localhost:" + here.port());

            look(URI.create("http://localhost:" + NOBODYS), here.port(), stated, null);

            assertThat(here.shown).containsExactly("Bearer " + ROOT_KEY);
        }
    }

    @Test
    void aFileWithoutAKeyIsShownToNobody() throws IOException {
        Files.writeString(folder.resolve("root.key"), "-----BEGIN PRIVATE KEY-----\nrc_k_x\n");
        try (var here = new Listener()) {
            var found = look(here.url(), here.port(), null, null);

            assertThat(here.shown).isEmpty();
            assertThat(found).extracting(Finding::found).anyMatch(text -> text.endsWith("holds no API key"));
        }
    }

    private List<Finding> clockFindings(Listener listener) {
        return look(listener.url(), listener.port(), null, null).stream()
                .filter(finding -> finding.about().equals("clock"))
                .toList();
    }

    @Test
    void anAnswerThatTookLongIsNoWrongClock() {
        clock.advance(Duration.ofSeconds(-30));
        try (var slow = new Listener(() -> clock.advance(Duration.ofSeconds(60)))) {
            assertThat(clockFindings(slow)).isEmpty();
        }
    }

    @Test
    void aClockOfBeforeTheQuestionOrAfterTheAnswerIsWrong() {
        for (int seconds : new int[] {-20, 20}) {
            clock.set(Instant.now().plusSeconds(seconds));
            try (var server = new Listener()) {
                assertThat(clockFindings(server)).hasSize(1);
            }
        }
    }
}
