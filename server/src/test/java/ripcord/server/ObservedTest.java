package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.metrics.Metric;
import ripcord.server.spec.Answer;

/// How the server is can be seen by those who may.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedTest {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    private LiveServer server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer get(String path) {
        return server.http().get(path).bearer(server.rootKey()).send();
    }

    @Test
    void aScrapeShowsWhatTheCatalogueLists() {
        server.signIn("alice");
        server.http().get("/nowhere").send().expect(404);
        get("/metrics").expect(200);
        var shown = new TreeMap<String, String>();
        TYPE.matcher(get("/metrics").expect(200).body())
                .results()
                .filter(type -> !type.group(1).endsWith("_seconds_max")
                        && !type.group(1).endsWith("_units_max"))
                .forEach(type -> shown.put(type.group(1), type.group(2)));
        var listed = new TreeMap<String, String>();
        Arrays.stream(Metric.values())
                // Shown when a verifier is there, a Redis, a replica, and by a relay.
                .filter(metric -> metric != Metric.FEED_STALENESS
                        && !metric.name().startsWith("RELAY_")
                        && !metric.name().startsWith("REDIS_")
                        && !metric.name().startsWith("REPLICA_"))
                .forEach(metric ->
                        listed.put(metric.wireName(), metric.type().name().toLowerCase(java.util.Locale.ROOT)));

        assertThat(shown).isEqualTo(listed);
    }

    @Test
    void aScrapeCountsRequestsByTemplateAndNeverByTenant() {
        server.tenant("never-a-label");
        server.signIn("never-a-label", "somebody", "browser");

        var scrape = get("/metrics").expect(200).body();

        assertThat(scrape)
                .contains("route=\"/admin/v1/tenants/{tenant}/sessions\"", "ripcord_store_commit_seconds_count")
                .doesNotContain("never-a-label", "somebody");
    }

    @Test
    void aKeyOfOneTenantSeesNothingThatIsOfAll() {
        var narrow = server.apiKey(List.of("default"), List.of("metrics"));

        assertThat(server.http().get("/metrics").bearer(narrow).send().code()).isEqualTo("forbidden");
        assertThat(server.http().get("/health").bearer(narrow).send().code()).isEqualTo("forbidden");
        assertThat(server.http().get("/metrics").send().status()).isEqualTo(401);
    }

    @Test
    void everybodyMaySeeWhetherItIsWellAndNothingElse() {
        assertThat(server.http().get("/health/live").send().expect(200).body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(server.http().get("/health/ready").send().expect(200).body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(server.http().get("/health").send().expect(200).json().has("checks"))
                .isFalse();
    }

    @Test
    void whoMaySeeItIsToldOfAClockThatWasSet() {
        assertThat(checks())
                .containsKeys("store", "disk", "keys", "feed", "clock")
                .containsEntry("store", "ok");

        server.clock().advance(Duration.ofMinutes(5));

        assertThat(checks()).containsEntry("clock", "warn");
    }

    private Map<String, String> checks() {
        var checks = new TreeMap<String, String>();
        get("/health")
                .expect(200)
                .json()
                .get("checks")
                .forEach(check -> checks.put(
                        check.get("name").stringValue(), check.get("status").stringValue()));
        return checks;
    }
}
