package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedFeed;
import tools.jackson.databind.JsonNode;

/// Rotation as operators and verifiers see it.
class KeyRotationOverHttpTest {
    private static final String KEYS = LiveServer.TENANT + "/keys";
    private static final String FEED = LiveServer.ISSUER + "/feed?name=orders&max_staleness_ms=2000&when_stale=reject";

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

    private Answer post(String path, Map<String, ?> body) {
        return server.http().post(path).bearer(server.rootKey()).json(body).send();
    }

    private JsonNode key(String state) {
        var items = server.http()
                .get(KEYS)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(key -> key.get("state").stringValue().equals(state))
                .findFirst()
                .orElseThrow();
    }

    private String kid(String state) {
        return key(state).get("kid").stringValue();
    }

    @Test
    void aRotationIsAnnouncedForAsLongAsThePolicySays() {
        var reserve = kid("announced");
        var announced = Instant.parse(key("announced").get("announced_at").stringValue());

        var wished = post(KEYS + "/rotate", Map.of()).expect(200);

        assertThat(wished.text("/kid")).isEqualTo(reserve);
        assertThat(Instant.parse(wished.text("/active_at"))).isEqualTo(announced.plus(Duration.ofDays(1)));
        assertThat(key("announced").has("wanted_at")).isTrue();
        server.clock().set(announced.plus(Duration.ofDays(1)));
        server.server().tidyUp();
        assertThat(kid("active")).isEqualTo(reserve);
    }

    @Test
    void aVerifierThatHasNotConfirmedHoldsARotationUpForASecondAnnounceWindow() throws IOException {
        try (var feed = server.http().get(FEED).bearer(server.rootKey()).stream()) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            var reserve = announcedOn(feed);

            var wished = post(KEYS + "/rotate", Map.of("wait", "PT0.1S")).expect(200);

            assertThat(wished.json().at("/confirmation/complete").booleanValue())
                    .isFalse();
            assertThat(wished.text("/confirmation/missing/0/name")).isEqualTo("orders");
            assertThat(key("announced").at("/missing/0/subscription").stringValue())
                    .isEqualTo(subscription);
            var due = Instant.parse(key("announced").get("announced_at").stringValue())
                    .plus(Duration.ofDays(1));
            assertThat(Instant.parse(wished.text("/active_at"))).isAfter(due);

            holds(subscription, "default", reserve).expect(204);

            var confirmed = post(KEYS + "/rotate", Map.of("wait", "PT5S")).expect(200);
            assertThat(confirmed.json().at("/confirmation/complete").booleanValue())
                    .isTrue();
            assertThat(Instant.parse(confirmed.text("/active_at"))).isEqualTo(due);
            assertThat(key("announced").at("/confirmed/0/subscription").stringValue())
                    .isEqualTo(subscription);
        }
    }

    @Test
    void aKeyThatSignsBeyondItsTimeIsSeenInHealthAndMetrics() throws IOException {
        var active = kid("active");
        assertThat(scraped("late")).isEqualTo("0.0");
        try (var feed = server.http().get(FEED).bearer(server.rootKey()).stream()) {
            announcedOn(feed);
            server.clock().advance(Duration.ofDays(30).minusMinutes(1));
            server.server().tidyUp();
            server.clock().advance(Duration.ofMinutes(1));
            server.server().tidyUp();

            var said = server.http()
                    .get("/health")
                    .bearer(server.rootKey())
                    .send()
                    .expect(200)
                    .json()
                    .get("checks")
                    .valueStream()
                    .filter(check -> check.get("name").stringValue().equals("keys"))
                    .map(check -> check.get("detail").stringValue());
            assertThat(said).containsExactly("key " + active + " of tenant default: late");
            assertThat(scraped("late")).isEqualTo("1.0");
            assertThat(scraped("overdue")).isEqualTo("0.0");
        }
    }

    private String scraped(String alarm) {
        var line = "ripcord_signing_key_alarms{alarm=\"" + alarm + "\"} ";
        return server.http()
                .get("/metrics")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .body()
                .lines()
                .filter(text -> text.startsWith(line))
                .map(text -> text.substring(line.length()))
                .findFirst()
                .orElseThrow();
    }

    private static String announcedOn(CheckedFeed feed) {
        var kids = feed.next("keys").data().get("kids");
        return StreamSupport.stream(kids.spliterator(), false)
                .filter(kid -> kid.get("state").stringValue().equals("announced"))
                .findFirst()
                .orElseThrow()
                .get("kid")
                .stringValue();
    }

    private Answer holds(String subscription, String tenant, String kid) {
        return post(
                LiveServer.ISSUER + "/feed/keys",
                Map.of("subscription", subscription, "kids", Map.of(tenant, List.of(kid))));
    }

    @Test
    void nobodyConfirmsForAnother() throws IOException {
        server.tenant("other");
        try (var feed = server.http().get(FEED).bearer(server.rootKey()).stream()) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            var reserve = announcedOn(feed);
            var body = Map.of("subscription", subscription, "kids", Map.of("default", List.of(reserve)));
            var stranger = server.apiKey(List.of("default"), List.of("feed"));

            var byStranger = server.http()
                    .post(LiveServer.ISSUER + "/feed/keys")
                    .bearer(stranger)
                    .json(body)
                    .send();
            var ofOtherTenant = holds(subscription, "other", reserve);
            var ofNoKey = holds(subscription, "default", "A".repeat(16));

            assertThat(byStranger.status()).isEqualTo(404);
            assertThat(ofOtherTenant.status()).isEqualTo(404);
            assertThat(ofNoKey.status()).isEqualTo(204);
            assertThat(key("announced").at("/missing/0/subscription").stringValue())
                    .isEqualTo(subscription);
        }
    }

    @Test
    void aVerifierThatDiesIsNotWaitedForLongerThanItCanAccept() throws IOException {
        try (var feed = server.http().get(FEED).bearer(server.rootKey()).stream()) {
            feed.next("heartbeat");
        }
        var wished = post(KEYS + "/rotate", Map.of("wait", "PT30S")).expect(200);

        assertThat(wished.json().at("/confirmation/complete").booleanValue()).isTrue();
        assertThat(wished.json().at("/confirmation/missing")).isEmpty();
    }

    @Test
    void theActiveKeySaysWhenItWouldBeOverdue() {
        var active = key("active");

        assertThat(Instant.parse(active.get("overdue_at").stringValue()))
                .isEqualTo(Instant.parse(active.get("active_at").stringValue()).plus(Duration.ofDays(31)));
        assertThat(active.has("alarm")).isFalse();
    }

    @Test
    void theJwksMayBeKeptForLessThanAKeyIsAnnounced() {
        var jwks = server.http()
                .get(LiveServer.ISSUER + "/.well-known/jwks.json")
                .send()
                .expect(200);

        assertThat(jwks.header("Cache-Control").orElseThrow()).contains("max-age=900");
        assertThat(jwks.header("ETag")).isPresent();
        post(KEYS + "/" + kid("active") + "/compromise", Map.of("reason", "lost"))
                .expect(200);
        var again = server.http()
                .get(LiveServer.ISSUER + "/.well-known/jwks.json")
                .header("If-None-Match", jwks.header("ETag").orElseThrow())
                .send();
        assertThat(again.status()).isEqualTo(200);
    }
}
