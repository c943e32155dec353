package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Typed.words;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.Typed.Outcome;
import ripcord.server.cli.Terminal;
import ripcord.server.cli.Terminal.People;
import ripcord.server.spec.CheckedFeed;

/// Commands that take their time show that to people, and to nobody else.
class LastingCommandsTest {
    private static final People AT_A_TERMINAL = new People(true, true, true, 100);
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int LOOKS = 3;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void aWatchLooksAgainAfterTheTimeThatWasSaidOnAClearScreen() throws IOException {
        var watched = watch(AT_A_TERMINAL, "verifiers --watch --every 7s");

        assertThat(watched.code()).as(watched.err()).isZero();
        assertThat(pauses).hasSize(LOOKS).containsOnly(Duration.ofSeconds(7));
        assertThat(watched.out().split(Pattern.quote(CLEAR_SCREEN), -1))
                .hasSize(LOOKS + 1)
                .startsWith("", "")
                .satisfies(looks -> assertThat(looks[2]).contains("orders"))
                .satisfies(looks -> assertThat(looks[3]).contains("orders"));
        assertThat(watched.err()).isEqualTo("no verifiers\n");
    }

    @Test
    void aWatchThatNobodySeesOnlyPrintsOneLookAfterTheOther() throws IOException {
        var watched = watch(People.NONE, "verifiers --watch");
        var json = watch(AT_A_TERMINAL, "verifiers --watch --json");

        assertThat(watched.out().lines().filter(line -> line.startsWith("orders ")))
                .hasSize(LOOKS - 1);
        assertThat(watched.out()).doesNotContain("\u001b");
        assertThat(pauses).containsOnly(Duration.ofSeconds(2));
        assertThat(json.out().lines()).hasSize(LOOKS).allMatch(line -> line.startsWith("{\"items\":["));
    }

    /// A verifier comes after the first look. The watch is interrupted after the last.
    private Outcome watch(People people, String command) throws IOException {
        pauses.clear();
        var feeds = new ArrayList<CheckedFeed>();
        try (var server = LiveServer.start(folder)) {
            var outcome = Typed.at(server, folder)
                    .with(pause -> {
                        pauses.add(pause);
                        if (pauses.size() == LOOKS) {
                            throw new InterruptedException();
                        }
                        if (feeds.isEmpty()) {
                            feeds.add(follow(server));
                        }
                    })
                    .run(people, "", words(command));
            // What a command that was interrupted leaves to whoever called it.
            assertThat(Thread.interrupted()).isTrue();
            return outcome;
        } finally {
            for (var feed : feeds) {
                feed.close();
            }
        }
    }

    private static CheckedFeed follow(LiveServer server) {
        var feed = server
                .http()
                .get("/feed?name=orders&max_staleness_ms=2000&when_stale=reject")
                .bearer(server.rootKey())
                .stream();
        feed.next("hello");
        return feed;
    }

    @Test
    void aWatchEndsWhenNobodyReadsIt() {
        var closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (var server = LiveServer.start(folder)) {
            var in = new ByteArrayInputStream(new byte[0]);
            var terminal = new Terminal(in, closed, new ByteArrayOutputStream(), People.NONE);

            int code = Typed.at(server, folder)
                    .with(pause -> {
                        pauses.add(pause);
                        throw new InterruptedException("the watch goes on");
                    })
                    .commands(terminal)
                    .run(words("verifiers --watch --json"));

            assertThat(Thread.interrupted()).isFalse();
            assertThat(code).isEqualTo(1);
            assertThat(pauses).isEmpty();
        }
    }

    /// A proxy answers for a server that starts anew.
    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void whoFollowsTheFeedThroughAGatewayOutlastsARestartBehindIt(int status) throws Exception {
        var tries = new AtomicInteger();
        try (var server = LiveServer.start(folder);
                var gateway = new RelayHop(server.uri().getPort())) {
            var follower = Typed.at(server, folder)
                    .with("RIPCORD_URL", gateway.uri().toString())
                    .with(_ -> {
                        if (tries.incrementAndGet() == LOOKS) {
                            gateway.pass();
                        }
                    });
            var operator = Typed.at(server, folder);
            var tail = CompletableFuture.supplyAsync(
                    () -> follower.run(words("feed tail --count 1 --json")), Thread::startVirtualThread);
            Eventually.await(() -> operator.run(words("verifiers")).out().contains("connected"));

            gateway.cut(status);
            Eventually.await(() -> tail.isDone() || tries.get() >= LOOKS);
            operator.run(words("revoke --tenant default --subject bob --reason drill"));

            var printed = tail.get(30, TimeUnit.SECONDS);
            assertThat(printed.code()).as(printed.err()).isZero();
            assertThat(printed.out()).contains("\"target_type\":\"subject\"").hasLineCount(1);
        }
    }

    @Test
    void aGatewayWhoseServerWasNeverThereIsNotWaitedFor() throws Exception {
        try (var server = LiveServer.start(folder);
                var gateway = new RelayHop(server.uri().getPort())) {
            gateway.cut(502);

            var tail = Typed.at(server, folder)
                    .with("RIPCORD_URL", gateway.uri().toString())
                    .run(words("feed tail"));

            assertThat(tail.code()).isEqualTo(1);
            assertThat(tail.err()).contains("502");
        }
    }

    @Test
    void whoWaitsLongerThanTwoSecondsSeesHowLong() throws IOException {
        var waited = slowly(AT_A_TERMINAL, SECOND, "tenant list");

        assertThat(waited.code()).as(waited.err()).isZero();
        assertThat(waited.out()).isEmpty();
        assertThat(waited.err())
                .contains(CLEAR_LINE + "waiting for the server: 2 s", CLEAR_LINE + "waiting for the server: 4 s")
                .doesNotContain(": 1 s")
                .endsWith(CLEAR_LINE + "no tenants\n");
    }

    @Test
    void whoWaitsForVerifiersIsToldThat() throws IOException {
        var waited = slowly(AT_A_TERMINAL, SECOND, "session end --tenant acme --wait 5s " + "A".repeat(22));

        assertThat(waited.err()).contains(CLEAR_LINE + "waiting for verifiers: 2 s");
    }

    @Test
    void whoDoesNotWaitLongSeesNothingOfIt() throws IOException {
        assertThat(slowly(AT_A_TERMINAL, SECOND / 10, "tenant list").err()).isEqualTo("no tenants\n");
    }

    @Test
    void aProgramThatWaitsIsNotDisturbed() throws IOException {
        assertThat(slowly(People.NONE, SECOND, "tenant list").err()).isEqualTo("no tenants\n");
        // What is asked for goes elsewhere, and still nobody reads along.
        assertThat(slowly(new People(true, true, false, 80), SECOND, "tenant list")
                        .err())
                .isEqualTo("no tenants\n");
    }

    /// Against a server that answers when the command has looked at its clock for the tenth time.
    ///
    /// @param step how far the clock moves from one look to the next
    private Outcome slowly(People people, long step, String command) throws IOException {
        var answered = new CountDownLatch(1);
        var looks = new AtomicInteger();
        LongSupplier nanos = () -> {
            if (looks.incrementAndGet() == 10) {
                answered.countDown();
            }
            return looks.get() * step / 2;
        };
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            await(answered);
            var body = "{\"items\":[],\"seq\":7}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var key = Files.writeString(folder.resolve("any.key"), "rc_k_" + "A".repeat(43));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new Typed(folder, new MovableClock())
                    .with(
                            "RIPCORD_URL",
                            "http://127.0.0.1:" + server.getAddress().getPort())
                    .with(nanos)
                    .run(people, "", words(command + " --key-file any.key"));
        } finally {
            server.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
