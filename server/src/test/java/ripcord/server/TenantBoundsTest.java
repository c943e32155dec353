package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.apikey.Right;
import ripcord.server.feed.FeedStreams;
import ripcord.server.http.ServedRoutes;
import ripcord.server.http.TenantBounds;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedFeed;

/// What a tenant can take of the server by what its own keys may do.
class TenantBoundsTest {
    private static final List<String> ALL_RIGHTS =
            Stream.of(Right.values()).map(Right::wireName).toList();
    private static final String WHO = "feed?name=orders&max_staleness_ms=2000&when_stale=reject";
    private static final String EXPORT = LiveServer.TENANT + "/export";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// As one that is worked on, and all others wait.
    private static final TenantBounds ONE = new TenantBounds(1, 1_000, 1);

    @TempDir
    Path folder;

    private LiveServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(TenantBounds requests) {
        var all = Bounds.ofProcess();
        server = LiveServer.start(folder, new Bounds(requests, all.apiKeys(), all.feed(), all.kept()));
    }

    private Answer post(String path, Map<String, ?> body) {
        return server.http().post(path).bearer(server.rootKey()).json(body).send();
    }

    private void revoke() {
        server.http()
                .delete(LiveServer.TENANT + "/subjects/alice/sessions")
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    @Test
    void aRotationThatWaitsDoesNotHoldUpARevocation() throws Exception {
        start(ONE);
        try (var feed = follow(LiveServer.ISSUER + "/", server.rootKey());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            var rotation = threads.submit(() -> post(LiveServer.TENANT + "/keys/rotate", Map.of("wait", "PT25S")));
            awaitEvent("key_rotation_wanted");

            revoke();

            assertThat(rotation.isDone()).isFalse();
            post(LiveServer.ISSUER + "/feed/close", Map.of("subscription", subscription))
                    .expect(204);
            rotation.get().expect(200);
        }
    }

    private void awaitEvent(String action) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(folder.resolve("events.jsonl")).contains(action)) {
            assertThat(System.nanoTime()).as("the deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void anExportThatNobodyReadsHoldsUpNoRevocationAndOnlyOtherExports() throws IOException {
        start(ONE);
        for (int i = 0; i < 100; i++) {
            aLongSubject("subject-" + i);
        }
        try (var slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(
                    new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
            var request = "GET " + EXPORT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.rootKey();
            slow.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read()).isEqualTo('H');

            revoke();

            assertThat(export(server.rootKey()).expect(429).code()).isEqualTo("rate_limited");
        }
    }

    private Answer export(String key) {
        return server.http().get(EXPORT).bearer(key).send();
    }

    /// More of these than the buffers of a connection hold.
    private void aLongSubject(String subject) {
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < 50; i++) {
            attributes.put("attribute-" + i, "x".repeat(1_000));
        }
        server.http()
                .put(LiveServer.TENANT + "/subjects/" + subject)
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled", false, "roles", List.of(), "entitlements", List.of(), "attributes", attributes))
                .send()
                .expect(200);
    }

    @Test
    void exportsThatAreOverMakeRoomForOthers() {
        start(ONE);

        for (int i = 0; i < 3; i++) {
            export(server.rootKey()).expect(200);
        }
    }

    @Test
    void aKeyOfSomeTenantsIsBoundedWhereThePathNamesNone() {
        start(new TenantBounds(0, 0, 1));
        var key = server.apiKey(List.of("default"), ALL_RIGHTS);

        assertThat(acrossTenants())
                .isNotEmpty()
                .allSatisfy(route ->
                        assertThat(ask(route, key).expect(429).code()).as(route).isEqualTo("rate_limited"))
                .allSatisfy(route -> assertThat(ask(route, server.rootKey()).status())
                        .as(route)
                        .isNotEqualTo(429));
    }

    @Test
    void aKeyOfATenantIsBoundedWhereItDeletesTheTenant() {
        start(new TenantBounds(0, 0, 1));
        var key = server.apiKey(List.of("default"), ALL_RIGHTS);

        assertThat(ask("DELETE " + LiveServer.TENANT, key).expect(429).code()).isEqualTo("rate_limited");
        ask("DELETE " + LiveServer.TENANT, server.rootKey()).expect(200);
    }

    private static List<String> acrossTenants() {
        return ServedRoutes.all().stream()
                .filter(route -> route.needsKey() && !route.template().contains("{tenant}"))
                .map(route -> route.method() + " " + route.template().replace("{id}", "unknown"))
                .toList();
    }

    private Answer ask(String route, String key) {
        var words = route.split(" ", -1);
        var call = server.http().call(words[0], words[1]).bearer(key);
        return words[0].equals("POST") ? call.json(Map.of()).send() : call.send();
    }

    @Test
    void aTenantHasOnlySoManyApiKeys() {
        var all = Bounds.ofProcess();
        server = LiveServer.start(folder, new Bounds(all.requests(), 2, all.feed(), all.kept()));
        server.tenant("quiet");
        var first = wish("default").expect(201).text("/api_key/id");
        wish("default", "quiet").expect(201);

        var refused = wish("default");

        assertThat(refused.expect(409).code()).isEqualTo("quota_exceeded");
        assertThat(refused.faultyFields()).containsExactly("limits.api_keys");
        wish("default", "quiet").expect(409);
        wish("quiet").expect(201);
        wish("*").expect(201);
        ask("DELETE /admin/v1/api-keys/" + first, server.rootKey()).expect(204);
        wish("default").expect(201);
    }

    @Test
    void theNumberOfApiKeysIsRightAfterARestart() {
        var all = Bounds.ofProcess();
        server = LiveServer.start(folder, new Bounds(all.requests(), 1, all.feed(), all.kept()));
        wish("default").expect(201);
        server.close();
        server = LiveServer.start(folder, new Bounds(all.requests(), 1, all.feed(), all.kept()));

        assertThat(wish("default").status()).isEqualTo(409);
    }

    private Answer wish(String... tenants) {
        return post("/admin/v1/api-keys", Map.of("name", "k", "tenants", List.of(tenants), "rights", List.of("feed")));
    }

    @Test
    void theFeedKeysOfOneTenantLeaveTheOthersTheirStreams() throws IOException {
        var all = Bounds.ofProcess();
        var each = new FeedStreams.Share(50, 50, 1);
        var feed = new FeedStreams.Limits(PATIENCE, PATIENCE, all.feed().all(), each);
        server = LiveServer.start(folder, new Bounds(all.requests(), all.apiKeys(), feed, all.kept()));
        server.tenant("quiet");
        var loud = server.apiKey(List.of("default"), List.of("feed"));
        var loudToo = server.apiKey(List.of("default"), List.of("feed"));
        var shared = server.apiKey(List.of("default", "quiet"), List.of("feed"));
        var quiet = server.apiKey(List.of("quiet"), List.of("feed"));

        try (var first = follow(LiveServer.ISSUER + "/", loud);
                var second = follow(LiveServer.ISSUER + "/", loudToo);
                var third = follow("/", loudToo);
                var several = follow("/", shared);
                var again = follow(LiveServer.ISSUER + "/", shared);
                var other = follow("/t/quiet/", quiet);
                var operator = follow(LiveServer.ISSUER + "/", server.rootKey());
                var operatorToo = follow("/", server.rootKey())) {
            assertThat(Stream.of(first, second, third, several, again, other, operator, operatorToo)
                            .map(CheckedFeed::status))
                    .containsExactly(200, 429, 429, 200, 429, 200, 200, 200);
        }
    }

    /// All but what is worked on and may wait were refused, and told to come back after a second, all of them.
    @Test
    void aFleetThatComesAtOnceIsNotRefusedForWhatIsInProgress() throws Exception {
        start(new TenantBounds(1, 2, 1));
        var key = server.apiKey(List.of("default"), List.of("feed"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var coming = Stream.generate(() -> threads.submit(() -> follow(LiveServer.ISSUER + "/", key)))
                    .limit(40)
                    .toList();
            for (var one : coming) {
                try (var feed = one.get()) {
                    assertThat(feed.status()).isEqualTo(200);
                }
            }
        }
    }

    private CheckedFeed follow(String base, String key) {
        return server.http().get(base + WHO).bearer(key).stream();
    }
}
