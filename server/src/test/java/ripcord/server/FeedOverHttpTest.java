package ripcord.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.TargetType;
import ripcord.server.spec.CheckedFeed;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The feed as a verifier meets it.
class FeedOverHttpTest {
    private static final String QUERY = "/feed?name=orders&max_staleness_ms=2000&when_stale=reject";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEndedSessionIsToldToVerifiersOfItsTenantOnly() throws IOException {
        server.tenant("other");
        try (var own = follow(LiveServer.ISSUER + QUERY, server.rootKey());
                var all = follow(QUERY, server.rootKey());
                var foreign = follow("/t/other" + QUERY, server.rootKey())) {
            own.next("heartbeat");
            all.next("heartbeat");
            foreign.next("heartbeat");
            var session = server.signIn("alice").session();

            long seq = end(session);

            assertThat(own.next("entries").data().get("seq").longValue()).isEqualTo(seq);
            assertThat(all.next("entries").data().get("seq").longValue()).isEqualTo(seq);
            var beat = foreign.next(event -> event.name().equals("entries")
                    || (event.name().equals("heartbeat")
                            && event.data().get("seq").longValue() >= seq));
            assertThat(beat.name()).isEqualTo("heartbeat");
        }
    }

    /// There are thousands of them, and each frame costs some 200 bytes of the heap.
    @Test
    void aStreamThatWaitsDoesNotStandOnTheWayToItsHandler() throws IOException {
        try (var feed = follow(LiveServer.ISSUER + QUERY, server.rootKey())) {
            feed.next("heartbeat");

            var waiting = stackOf("ripcord.server.feed.FeedStream.await");

            assertThat(waiting).hasSizeLessThan(25);
            assertThat(waiting).noneMatch(frame -> frame.contains("FeedHandlers.open"));
        }
    }

    /// The frames of a thread that is there, as a dump of all threads has them.
    private List<String> stackOf(String frame) throws IOException {
        var dump = folder.resolve("threads.json");
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        var found = new ArrayList<String>();
        await(() -> {
            try {
                Files.deleteIfExists(dump);
                diagnostics.dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                for (var stack : new ObjectMapper().readTree(dump).findValues("stack")) {
                    var frames = stack.valueStream().map(JsonNode::asString).toList();
                    if (frames.stream().anyMatch(one -> one.contains(frame))) {
                        found.addAll(frames);
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found;
    }

    @Test
    void aRestartResumesWhereTheVerifierWas() throws IOException {
        String last;
        try (var feed = follow(LiveServer.ISSUER + QUERY, server.rootKey())) {
            feed.next("heartbeat");
            end(server.signIn("alice").session());
            last = feed.next("entries").id();
            server.server().close();
            feed.next("bye");
            feed.awaitEnd();
        }
        start();
        long missed = end(server.signIn("bob").session());

        try (var again = server
                .http()
                .get(LiveServer.ISSUER + QUERY)
                .bearer(server.rootKey())
                .header("Last-Event-ID", last)
                .stream()) {
            var resumed = again.next(event -> List.of("snapshot", "entries").contains(event.name()));
            assertThat(resumed.name()).isEqualTo("entries");
            assertThat(resumed.data().get("entries")).hasSize(1);
            assertThat(resumed.data().get("seq").longValue()).isEqualTo(missed);
        }
    }

    @Test
    void aReaderThatDoesNotReadIsCutInTheMiddleOfAWrite() throws IOException {
        server.close();
        appendMany();
        start();
        var key = key();
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(
                    new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
            socket.getOutputStream()
                    .write(("GET " + LiveServer.ISSUER + QUERY
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + key.at("/key").stringValue() + "\r\n\r\n")
                            .getBytes(US_ASCII));
            await(() -> verifiers().size() == 1);

            server.http()
                    .delete("/admin/v1/api-keys/" + key.at("/api_key/id").stringValue())
                    .bearer(server.rootKey())
                    .send()
                    .expect(204);

            await(() -> !verifiers().get(0).get("connected").booleanValue());
        }
    }

    @Test
    void verifiersAreListedInPagesOldestFirst() throws IOException {
        var key = key().at("/key").stringValue();
        var streams = new ArrayList<CheckedFeed>();
        for (int i = 1; i <= 5; i++) {
            streams.add(follow(LiveServer.ISSUER + QUERY, key));
            int open = i;
            await(() -> verifiers().size() == open);
        }

        var listed = new ArrayList<String>();
        var opened = new ArrayList<Instant>();
        var path = "/admin/v1/verifiers?limit=2";
        for (int pages = 1; ; pages++) {
            var page = server.http()
                    .get(path)
                    .bearer(server.rootKey())
                    .send()
                    .expect(200)
                    .json();
            page.get("items").forEach(each -> {
                listed.add(each.get("subscription").stringValue());
                opened.add(Instant.parse(each.get("opened_at").stringValue()));
            });
            if (!page.has("next_cursor")) {
                assertThat(pages).isEqualTo(3);
                break;
            }
            path = "/admin/v1/verifiers?limit=2&cursor="
                    + page.get("next_cursor").stringValue();
        }

        assertThat(listed).hasSize(5).doesNotHaveDuplicates();
        assertThat(opened).isSorted();
        for (var stream : streams) {
            stream.close();
        }
    }

    @Test
    void aDeletedKeysStreamIsCut() {
        var key = key();
        var feed = follow(LiveServer.ISSUER + QUERY, key.at("/key").stringValue());
        feed.next("heartbeat");

        server.http()
                .delete("/admin/v1/api-keys/" + key.at("/api_key/id").stringValue())
                .bearer(server.rootKey())
                .send()
                .expect(204);

        feed.awaitEnd();
    }

    @Test
    void aRevocationWaitsForItsConfirmation() throws IOException {
        try (var feed = follow(LiveServer.ISSUER + QUERY, server.rootKey())) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            feed.next("heartbeat");
            Thread.ofVirtual().start(() -> confirm(feed, subscription));

            var answer = server.http()
                    .post(LiveServer.TENANT + "/revocations")
                    .bearer(server.rootKey())
                    .json(Map.of("target_type", "subject", "target", "alice", "reason", "test", "wait", "PT20S"))
                    .send()
                    .expect(201)
                    .json();

            assertThat(answer.at("/confirmation/complete").booleanValue()).isTrue();
            assertThat(answer.at("/confirmation/confirmed/0/subscription").stringValue())
                    .isEqualTo(subscription);
        }
    }

    private void confirm(CheckedFeed feed, String subscription) {
        var asked = feed.next("confirm").data();
        server.http()
                .post(LiveServer.ISSUER + "/feed/confirm")
                .bearer(server.rootKey())
                .json(Map.of(
                        "subscription",
                        subscription,
                        "confirmation",
                        asked.get("confirmation").stringValue(),
                        "seq",
                        asked.get("seq").longValue()))
                .send()
                .expect(204);
    }

    /// More than all buffers between the server and a reader hold.
    private void appendMany() {
        try (var store = new TestStore(folder.resolve("data"), new MovableClock())) {
            for (int i = 0; i < 100; i++) {
                int part = i;
                store.database.write(tx -> {
                    for (int j = 0; j < 1_000; j++) {
                        store.log.append(tx, TenantId.DEFAULT, Effect.REVOKE, TargetType.SUBJECT, part + "-" + j);
                    }
                    return part;
                });
            }
        }
    }

    private CheckedFeed follow(String path, String key) {
        return server.http().get(path).bearer(key).stream();
    }

    private long end(String session) {
        return server.http()
                .delete(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("seq")
                .longValue();
    }

    private JsonNode key() {
        return server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(Map.of("name", "verifier", "tenants", List.of("default"), "rights", List.of("feed")))
                .send()
                .expect(201)
                .json();
    }

    private JsonNode verifiers() {
        return server.http()
                .get("/admin/v1/verifiers")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items");
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not so within " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
