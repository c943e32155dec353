package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.spec.CheckedFeed;
import tools.jackson.databind.JsonNode;

/// Verifiers that are connected to one of two servers, and what the other knows of them.
class FeedOfTwoServersTest {
    private static final String QUERY = LiveServer.ISSUER + "/feed?name=orders&max_staleness_ms=4000&when_stale=reject";

    @TempDir
    Path folder;

    private LiveServer one;
    private LiveServer two;

    @BeforeEach
    void start() {
        var store = PostgresServer.store(folder);
        var database = new Config.DatabaseServer(store.url(), store.user(), null);
        one = LiveServer.start(folder.resolve("one"), database);
        two = one.another(folder.resolve("two"), database);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private static CheckedFeed follow(LiveServer server) {
        return server.http().get(QUERY).bearer(server.rootKey()).stream();
    }

    private static long end(LiveServer server, String session) {
        return server.http()
                .delete(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("seq")
                .longValue();
    }

    private static void say(LiveServer server, String what, Map<String, Object> fields) {
        server.http()
                .post(LiveServer.ISSUER + "/feed/" + what)
                .bearer(server.rootKey())
                .json(fields)
                .send()
                .expect(204);
    }

    private static JsonNode revokeAndWait(LiveServer server, String wait) {
        return server.http()
                .post(LiveServer.TENANT + "/revocations")
                .bearer(server.rootKey())
                .json(Map.of("target_type", "subject", "target", "alice", "reason", "test", "wait", wait))
                .send()
                .expect(201)
                .json()
                .get("confirmation");
    }

    private static JsonNode verifiers(LiveServer server) {
        return server.http()
                .get("/admin/v1/verifiers")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items");
    }

    @Test
    void whatIsEndedAtOneServerIsToldToTheVerifiersOfBoth() throws Exception {
        try (var here = follow(one);
                var there = follow(two)) {
            here.next("heartbeat");
            there.next("heartbeat");

            long seq = end(one, two.signIn("alice").session());

            assertThat(here.next("entries").data().get("seq").longValue()).isEqualTo(seq);
            assertThat(there.next("entries").data().get("seq").longValue()).isEqualTo(seq);
        }
    }

    @Test
    void aVerifierGoesOnAtTheOtherServerWhereItWas() throws Exception {
        String last;
        try (var feed = follow(one)) {
            feed.next("heartbeat");
            end(one, one.signIn("alice").session());
            last = feed.next("entries").id();
        }
        long missed = end(one, one.signIn("bob").session());

        try (var again = two.http().get(QUERY).bearer(two.rootKey()).header("Last-Event-ID", last).stream()) {
            var resumed = again.next(event -> List.of("snapshot", "entries").contains(event.name()));
            assertThat(resumed.name()).isEqualTo("entries");
            assertThat(resumed.data().get("seq").longValue()).isEqualTo(missed);
        }
    }

    /// Connected to the second, asked for by the first, and its answer comes to either.
    @Test
    void aRevocationWaitsForVerifiersThatAreConnectedToTheOtherServer() throws Exception {
        for (var answersAt : List.of(one, two)) {
            try (var feed = follow(two)) {
                var subscription = feed.next("hello").data().get("subscription").stringValue();
                feed.next("heartbeat");
                var confirms = Thread.ofVirtual().start(() -> {
                    var asked = feed.next("confirm").data();
                    say(
                            answersAt,
                            "confirm",
                            Map.of(
                                    "subscription",
                                    subscription,
                                    "confirmation",
                                    asked.get("confirmation").stringValue(),
                                    "seq",
                                    asked.get("seq").longValue()));
                });

                var confirmation = revokeAndWait(one, "PT3S");

                confirms.join();
                assertThat(confirmation.get("complete").booleanValue()).isTrue();
                assertThat(confirmation.at("/confirmed").toString()).contains(subscription);
                say(one, "close", Map.of("subscription", subscription));
                feed.awaitEnd();
            }
        }
    }

    @Test
    void aVerifierThatConfirmsNothingIsMissingUntilItCannotAcceptAnyMoreWhereverItIsConnected() throws Exception {
        try (var feed = follow(two)) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            feed.next("heartbeat");

            var missing = revokeAndWait(one, "PT0.3S");
            var expired = revokeAndWait(one, "PT10S");

            assertThat(missing.get("complete").booleanValue()).isFalse();
            assertThat(missing.at("/missing/0/subscription").stringValue()).isEqualTo(subscription);
            assertThat(expired.get("complete").booleanValue()).isTrue();
            assertThat(expired.at("/expired/0/subscription").stringValue()).isEqualTo(subscription);
        }
    }

    @Test
    void bothServersListEveryVerifierWithWhatItReportedToEither() throws Exception {
        try (var feed = follow(two)) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            long seq = feed.next("heartbeat").data().get("seq").longValue();
            say(
                    one,
                    "report",
                    Map.of(
                            "subscription",
                            subscription,
                            "seq",
                            seq,
                            "staleness_ms",
                            12.5,
                            "verified",
                            7,
                            "rejected",
                            Map.of("EXPIRED", 1)));

            for (var server : List.of(one, two)) {
                await(() -> verifiers(server).at("/0/verified").asLong(0) == 7);
                assertThat(verifiers(server)).hasSize(1);
                assertThat(verifiers(server).at("/0/connected").booleanValue()).isTrue();
            }
        }

        await(() -> !verifiers(one).at("/0/connected").booleanValue());
    }

    @Test
    void theVerifiersOfAServerThatHasGoneAreLost() throws Exception {
        try (var feed = follow(two)) {
            feed.next("heartbeat");
            assertThat(verifiers(one).at("/0/connected").booleanValue()).isTrue();

            two.close();

            await(() -> !verifiers(one).at("/0/connected").booleanValue());
        }
    }

    /// A verifier throws away a stream whose first heartbeat is older than the stream.
    @Test
    void noHeartbeatIsOlderThanTheStreamThatItIsSentOn() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var feed = follow(one)) {
                double opened = feed.next("hello").data().get("mono").doubleValue();

                double read = feed.next("heartbeat").data().get("read").doubleValue();

                assertThat(read).isGreaterThanOrEqualTo(opened);
            }
        }
    }

    /// The others wait for nobody who is connected to a server that they took for gone.
    @Test
    void aServerThatWasTakenForGoneCutsItsStreamsBeforeItCountsAgain() throws Exception {
        try (var feed = follow(two)) {
            feed.next("heartbeat");

            PostgresServer.executeIn(folder, "delete from node");

            feed.awaitEnd();
        }
    }

    @Test
    void aSubscriptionThatNobodyHasIsForgotten() throws Exception {
        try (var feed = follow(one)) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            PostgresServer.executeIn(
                    folder,
                    "insert into subscription select 'phantom0phantom0', api_key, name, version, scope, max_staleness, when_stale,"
                            + " accept_for, opened_at - 60000, node, opened_after, lost_at, report from subscription"
                            + " where id = '" + subscription + "'");
            PostgresServer.executeIn(
                    folder,
                    "insert into change select max(seq) + 1, 'subscription', 'phantom0phantom0', max(at) from change");
            await(() -> verifiers(one).size() == 2);

            one.server().tidyUp();

            assertThat(verifiers(one)).hasSize(1);
        }
    }
}
