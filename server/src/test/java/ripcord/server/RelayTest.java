package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.spec.CheckedFeed;
import ripcord.server.spec.CheckedHttp;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;
import tools.jackson.databind.JsonNode;

/// Relays between a server and verifiers. Who replaces its stream, as all do whose first one was slow to open, has two
/// for a moment, and counts twice.
class RelayTest {
    @TempDir
    Path folder;

    private RelayTree tree;

    @BeforeEach
    void start() {
        tree = new RelayTree(folder);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private static boolean isRevoked(RevocationFeed feed, String tenant, String subject) {
        return feed.entries().revokedAfter(Target.of(TargetType.SUBJECT, tenant, subject), 0);
    }

    @Test
    void aConfirmedRevocationIsHeldAtTheEndOfAChainOfThree() {
        var first = tree.relay("first", tree.server.uri());
        var second = tree.relayOf("second", RelayTree.uri(first));
        var third = tree.relayOf("third", RelayTree.uri(second));
        var near = tree.follow("near", RelayTree.uri(first));
        var far = tree.follow("far", RelayTree.uri(third));

        var answer = tree.revoke("alice", "PT10S").at("/confirmation");

        assertThat(isRevoked(near, "default", "alice")).isTrue();
        assertThat(isRevoked(far, "default", "alice")).isTrue();
        assertThat(answer.at("/complete").booleanValue()).isTrue();
        assertThat(answer.at("/confirmed/0/name").stringValue()).isEqualTo("first");
        assertThat(answer.at("/confirmed/0/behind/confirmed").intValue()).isBetween(2, 4);
    }

    /// A stream that takes everything, and confirms nothing.
    private static CheckedFeed silent(RelayServer relay, String name) {
        Eventually.await(relay::isReady);
        return new CheckedHttp(RelayTree.uri(relay))
                        .get("/t/default/feed?name=" + name + "&when_stale=reject&max_staleness_ms=2000")
                        .bearer(RelayTree.KEY)
                        .stream();
    }

    @Test
    void whoeverDoesNotConfirmBehindARelayIsMissingAndThenExpired() throws IOException {
        var first = tree.relay("first", tree.server.uri());
        var second = tree.relayOf("second", RelayTree.uri(first));
        tree.follow("good", RelayTree.uri(second));
        try (var silent = silent(second, "silent")) {
            silent.next("heartbeat");

            var early = tree.revoke("alice", "PT0.5S").at("/confirmation");
            var late = tree.revoke("bob", "PT20S").at("/confirmation");

            assertThat(early.at("/complete").booleanValue()).isFalse();
            assertThat(early.at("/missing/0/name").stringValue()).isEqualTo("first");
            assertThat(early.at("/missing/0/behind/confirmed").intValue()).isBetween(1, 2);
            assertThat(early.at("/missing/0/behind/missing").intValue()).isBetween(1, 2);
            assertThat(late.at("/complete").booleanValue()).isTrue();
            assertThat(late.at("/took_ms").longValue()).isGreaterThan(1_500);
        }
    }

    @Test
    void aRelayThatIsGoneIsWaitedForUntilNobodyBehindItCanAccept() {
        var relay = tree.relay("relay", tree.server.uri());
        var feed = tree.follow("behind", RelayTree.uri(relay));
        relay.close();

        var answer = tree.revoke("alice", "PT20S").at("/confirmation");

        assertThat(isRevoked(feed, "default", "alice")).isFalse();
        assertThat(RelayTree.stalenessMillis(feed)).isGreaterThan(2_000);
        assertThat(answer.at("/expired/0/name").stringValue()).isEqualTo("relay");
        assertThat(answer.at("/complete").booleanValue()).isTrue();
    }

    @Test
    void aRelayThatNobodyFollowsLeavesAndIsNotWaitedFor() {
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);
        relay.close();

        var answer = tree.revoke("alice", "PT20S").at("/confirmation");

        assertThat(answer.at("/took_ms").longValue()).isLessThan(1_000);
    }

    @Test
    void aHeadThatDoesNotEndDoesNotHoldUpTheStop() throws IOException {
        var relay = tree.relay("relay", tree.server.uri());
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            slow.getOutputStream().write("GET /health HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
            Eventually.await(relay::isReady);
            long begun = System.nanoTime();

            relay.close();

            assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
            assertThat(slow.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aVerifierThatIsCutOffFromItsRelayIsMissingThere() {
        var relay = tree.relay("relay", tree.server.uri());
        var hop = tree.hop(relay.port());
        var feed = tree.follow("behind", hop.uri());
        hop.freeze();

        var answer = tree.revoke("alice", "PT0.5S").at("/confirmation");

        assertThat(isRevoked(feed, "default", "alice")).isFalse();
        assertThat(answer.at("/missing/0/behind/missing").intValue()).isBetween(1, 2);
    }

    @Test
    void aTenantsKeySeesItsTenantAlone() throws IOException {
        tree.server.tenant("other");
        tree.makeRing("other");
        var key = tree.key("other", List.of("other"), "rc_k_of-the-other");
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);
        var query = "?name=v&when_stale=reject&max_staleness_ms=2000";

        tree.ask(relay, key, "/t/default/feed" + query).expect(403);
        tree.ask(relay, "rc_k_unknown", "/t/other/feed" + query).expect(401);
        tree.ask(relay, tree.server.rootKey(), "/t/other/feed" + query).expect(401);
        tree.ask(relay, RelayTree.KEY, "/t/nobody/feed" + query).expect(404);
        try (var all = new CheckedHttp(RelayTree.uri(relay)).get("/feed" + query).bearer(key).stream()) {
            all.next("heartbeat");
            tree.revoke("default", "alice", "");
            tree.revoke("other", "bob", "");
            var entries = all.next("entries").data().get("entries");
            assertThat(entries.size()).isOne();
            assertThat(entries.get(0).get("tenant").stringValue()).isEqualTo("other");
        }
    }

    @Test
    void whoseKeyIsTakenOutOfTheFileIsCutOff() throws IOException {
        var key = tree.key("short", List.of("*"), "rc_k_short");
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);
        var path = "/feed?name=v&when_stale=reject&max_staleness_ms=2000";
        try (var feed = new CheckedHttp(RelayTree.uri(relay)).get(path).bearer(key).stream()) {
            feed.next("heartbeat");
            Files.write(
                    tree.keysFile(),
                    Files.readAllLines(tree.keysFile()).stream()
                            .filter(line -> !line.startsWith("short "))
                            .toList());

            feed.awaitEnd();
        }
        tree.ask(relay, key, path).expect(401);
    }

    @Test
    void anotherRelayGoesOnWhereOneWas() {
        var first = tree.relay("first", tree.server.uri());
        var hop = tree.hop(first.port());
        var feed = tree.follow("behind", hop.uri());
        var second = tree.relay("second", tree.server.uri());
        Eventually.await(second::isReady);
        hop.to(second.port());
        first.close();
        tree.revoke("alice", "");

        Eventually.await(() -> isRevoked(feed, "default", "alice"));
        Eventually.await(() -> RelayTree.stalenessMillis(feed) < 1_000);
    }

    @Test
    void aServerThatStartsAgainIsFoundAndNobodyBehindNotices() throws IOException {
        var hop = tree.hop(tree.server.uri().getPort());
        var relay = tree.relay("relay", hop.uri());
        tree.follow("confirms", RelayTree.uri(relay));
        try (var behind = silent(relay, "behind")) {
            behind.next("heartbeat");
            tree.restart(_ -> {});
            hop.to(tree.server.uri().getPort());
            long seq = tree.revoke("alice", "").get("seq").longValue();

            var told = behind.next(
                    event -> event.name().equals("entries") || event.name().equals("bye"));
            assertThat(told.data().get("seq").longValue()).isEqualTo(seq);
        }
        assertThat(tree.revoke("bob", "PT20S").at("/confirmation/complete").booleanValue())
                .isTrue();
    }

    @Test
    void anotherLogIsNoneToGoOnWith() throws IOException {
        var hop = tree.hop(tree.server.uri().getPort());
        var relay = tree.relay("relay", hop.uri());
        var lost = new CountDownLatch(1);
        relay.onLost(_ -> lost.countDown());
        try (var behind = silent(relay, "behind")) {
            var log = behind.next("hello").data().get("log").stringValue();
            behind.next("heartbeat");
            tree.restart(database -> RevocationLog.rename(database, new SecureRandom()));
            hop.to(tree.server.uri().getPort());

            Eventually.await(() -> lost.getCount() == 0);
            assertThat(relay.isReady()).isFalse();
            relay.close();
            behind.next("bye");
            tree.makeRing("default");
            var again = tree.relay("again", hop.uri());
            try (var next = silent(again, "next")) {
                assertThat(next.next("hello").data().get("log").stringValue()).isNotEqualTo(log);
            }
        }
    }

    @Test
    void withAnotherKeyToShowARelayBeginsAnew() {
        var relay = tree.relay("relay", tree.server.uri());
        var lost = new CountDownLatch(1);
        relay.onLost(_ -> lost.countDown());
        Eventually.await(relay::isReady);

        tree.replaceKey("relay", "rc_k_another");

        Eventually.await(() -> lost.getCount() == 0);
        assertThat(relay.isReady()).isFalse();
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws IOException {
        var relay = tree.relay("relay", tree.server.uri());
        var hop = tree.hop(relay.port());
        tree.follow("stuck", hop.uri());
        var good = tree.follow("good", RelayTree.uri(relay));
        hop.freeze();

        tree.revoke("alice", "");

        long begun = System.nanoTime();
        Eventually.await(() -> isRevoked(good, "default", "alice"));
        assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
    }

    @Test
    void aRelayHoldsAKeyWhenEverybodyBehindItHoldsIt() throws IOException {
        var relay = tree.relay("relay", tree.server.uri());
        try (var silent = silent(relay, "silent")) {
            var subscription = silent.next("hello").data().get("subscription").stringValue();
            silent.next("heartbeat");
            // Now the reserve signs, and there is a new one that nobody has said anything of.
            compromiseTheActiveKey();
            var rotated = rotate("PT0.5S");
            assertThat(rotated.at("/confirmation/missing/0/name").stringValue()).isEqualTo("relay");

            new CheckedHttp(RelayTree.uri(relay))
                    .post("/t/default/feed/keys")
                    .bearer(RelayTree.KEY)
                    .json(Map.of(
                            "subscription",
                            subscription,
                            "kids",
                            Map.of("default", List.of(rotated.at("/kid").stringValue()))))
                    .send()
                    .expect(204);

            assertThat(rotate("PT20S").at("/confirmation/complete").booleanValue())
                    .isTrue();
        }
    }

    @Test
    void aRelayThatJustBeganDoesNotSayOfThoseWhoAreNotBackYetThatTheyHoldAKey() {
        // There is a new reserve, that nobody has said anything of.
        compromiseTheActiveKey();
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);

        var early = rotate("PT0.5S").at("/confirmation");
        var late = rotate("PT20S").at("/confirmation");

        assertThat(early.at("/missing/0/name").stringValue("")).isEqualTo("relay");
        assertThat(late.at("/confirmed/0/name").stringValue("")).isEqualTo("relay");
        assertThat(late.at("/complete").booleanValue()).isTrue();
    }

    private void compromiseTheActiveKey() {
        var keys = tree.server
                .http()
                .get(LiveServer.TENANT + "/keys")
                .bearer(tree.server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items");
        for (var key : keys) {
            if (key.get("state").stringValue().equals("active")) {
                tree.server
                        .http()
                        .post(LiveServer.TENANT + "/keys/" + key.get("kid").stringValue() + "/compromise")
                        .bearer(tree.server.rootKey())
                        .json(Map.of("reason", "test"))
                        .send()
                        .expect(200);
            }
        }
    }

    private JsonNode rotate(String wait) {
        return tree.server
                .http()
                .post(LiveServer.TENANT + "/keys/rotate")
                .bearer(tree.server.rootKey())
                .json(Map.of("wait", wait))
                .send()
                .expect(200)
                .json();
    }

    @Test
    void entriesOfBeforeARelayStartedAreInItsSnapshot() {
        tree.revoke("alice", "");
        var relay = tree.relay("relay", tree.server.uri());

        var feed = tree.follow("late", RelayTree.uri(relay));

        assertThat(isRevoked(feed, "default", "alice")).isTrue();
    }

    @Test
    void aVerifierThatWouldAcceptForLongerThanTheRelayPromisesIsRefused() {
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);

        var answer = tree.ask(relay, RelayTree.KEY, "/t/default/feed?name=slow&when_stale=reject&max_staleness_ms=2001")
                .expect(422)
                .json();

        assertThat(answer.at("/errors/0/field").stringValue()).isEqualTo("max_staleness_ms");
        assertThat(answer.at("/errors/0/expected").stringValue()).contains("2000");
    }
}
