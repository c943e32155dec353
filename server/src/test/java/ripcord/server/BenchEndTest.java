package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.BenchRuns.SHORT;
import static ripcord.server.BenchRuns.json;
import static ripcord.server.Typed.words;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.Typed.Outcome;

/// However a run of `ripcord bench` ends, it ends its own sessions and nobody else's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchEndTest {
    private LiveServer server;
    private BenchRuns runs;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        server = LiveServer.start(temporary);
        runs = new BenchRuns(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Typed typed() {
        return Typed.at(server, folder);
    }

    @Test
    void whoMayNotEndSessionsMakesNone() throws IOException {
        server.tenant("rights");
        var key = server.apiKey(List.of("rights"), List.of("sessions.create", "sessions.end"));
        Files.writeString(folder.resolve("weak.key"), key);
        Files.setPosixFilePermissions(folder.resolve("weak.key"), PosixFilePermissions.fromString("rw-------"));

        var outcome = typed().run(words("bench --tenant rights --key-file weak.key" + SHORT));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("lacks the right revoke").doesNotContain("were not ended");
        assertThat(runs.sessions("rights", "")).isEqualTo(1);
        assertThat(runs.alive("rights")).isZero();
    }

    @Test
    void whoInterruptsItGetsWhatWasMeasuredAndKeepsNoSession() {
        server.tenant("hasty");
        var looks = new AtomicInteger();
        var hasty = Typed.at(server, folder).with(pause -> {
            if (!Thread.currentThread().getName().startsWith("load-")
                    && pause.compareTo(Duration.ofMillis(50)) > 0
                    && looks.incrementAndGet() > 5) {
                throw new InterruptedException();
            }
            Thread.sleep(pause);
        });

        var outcome = hasty.run(
                words(
                        "bench --tenant hasty --json --kind session,jwks --sessions 8 --connections 4 --duration 10m --warm-up 0s"));

        // What a command that was interrupted leaves to whoever called it.
        assertThat(Thread.interrupted()).isTrue();
        var report = json(outcome);
        assertThat(report.get("results")).hasSize(1);
        assertThat(report.at("/results/0/complete").booleanValue()).isFalse();
        assertThat(report.at("/results/0/answered").intValue()).isPositive();
        assertThat(report.get("sessions_ended").booleanValue()).isTrue();
        assertThat(runs.alive("hasty")).isZero();
    }

    @Test
    void aServerThatGoesAwayEndsItWithWhatIsLeftToDo(@TempDir Path other) {
        var gone = LiveServer.start(other);
        try {
            var looks = new AtomicInteger();
            var outcome = Typed.at(gone, other)
                    .with(pause -> {
                        if (!Thread.currentThread().getName().startsWith("load-") && looks.incrementAndGet() == 5) {
                            gone.close();
                        }
                        Thread.sleep(pause);
                    })
                    .run(words("bench --tenant default --kind session,jwks --sessions 8 --connections 4 --duration 10m"
                            + " --warm-up 0s"));

            assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
            assertThat(outcome.err())
                    .contains(
                            "cannot be reached any more",
                            "were not ended",
                            "ripcord revoke --tenant default --client bench-");
            assertThat(outcome.out()).contains("\nsession ", "before its time").doesNotContain("\njwks ");
        } finally {
            gone.close();
        }
    }

    @Test
    void aSignInWhoseAnswerWasLostIsEndedAlsoIfItComesLater() {
        server.tenant("belated");
        try (var way = new BelatedRequest(server.uri().getPort(), "ripcord bench", 4)) {
            var outcome = typed().with("RIPCORD_URL", "http://localhost:" + way.port())
                    .with(pause -> {
                        if (way.isKept() && pause.toSeconds() > 5) {
                            way.deliver();
                            assertThat(runs.alive("belated")).isEqualTo(1);
                        } else {
                            Thread.sleep(pause);
                        }
                    })
                    .run(words("bench --tenant belated --json --kind sign-in --sessions 1 --connections 1"
                            + " --duration 300ms --warm-up 0s"));

            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(json(outcome).at("/results/0/failed").intValue()).isEqualTo(1);
            assertThat(way.isKept()).isFalse();
            assertThat(runs.alive("belated")).isZero();
        }
    }

    /// As one behind a proxy that drops answers does in the end.
    @Test
    void aServerThatGivesNoSuccessorsLeavesNothingToRefresh() throws IOException {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            var made = "{\"session\":{\"id\":\"s\"},\"session_token\":\"t\",\"refresh_token\":\"r\",\"seq\":1}";
            var said = exchange.getRequestURI().getPath().endsWith("/refresh") ? "{}" : made;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, said.length());
            exchange.getResponseBody().write(said.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        other.start();
        try {
            var outcome = typed().run(words(
                    "bench --tenant other --kind refresh --sessions 4 --connections 2 --warm-up 0s --duration 10s --url",
                    "http://127.0.0.1:" + other.getAddress().getPort()));

            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("no refresh token was left").doesNotContain("sessions at most");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void twoRunsAtOnceDoNotEndEachOthersSessions() {
        server.tenant("both");
        server.policy("both", "session", "max_per_subject", 1);
        var other = new AtomicReference<Outcome>();
        var typed = typed().with(pause -> {
            if (!Thread.currentThread().getName().startsWith("load-") && other.get() == null) {
                other.set(typed().run(words("bench --tenant both --json --kind session" + SHORT)));
            }
            Thread.sleep(pause);
        });

        var outcome = typed.run(words("bench --tenant both --json --kind session" + SHORT));

        assertThat(json(other.get()).at("/results/0/failed").intValue()).isZero();
        assertThat(json(outcome).at("/results/0/failed").intValue()).isZero();
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }
}
