package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedHttp;

/// How a relay says that it is well: each answer is one that the contract lists.
class RelayHealthTest {
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

    private static Answer anonymously(RelayServer relay, String path) {
        return new CheckedHttp(RelayTree.uri(relay)).get(path).send();
    }

    @Test
    void aRelayThatIsFreshIsWell() {
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);

        assertThat(anonymously(relay, "/health").expect(200).body())
                .isEqualTo("{\"status\":\"ok\",\"version\":\"dev\"}");
        assertThat(anonymously(relay, "/health/live").expect(200).body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(anonymously(relay, "/health/ready").expect(200).body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void aRelayThatHasHeardNothingForTooLongIsNot() {
        var hop = tree.hop(tree.server.uri().getPort());
        var relay = tree.relay("relay", hop.uri());
        Eventually.await(relay::isReady);
        hop.freeze();
        Eventually.await(() -> !relay.isReady());

        assertThat(anonymously(relay, "/health").expect(503).text("/status")).isEqualTo("unavailable");
        assertThat(anonymously(relay, "/health/ready").expect(503).text("/status"))
                .isEqualTo("unavailable");
        assertThat(anonymously(relay, "/health/live").expect(200).text("/status"))
                .isEqualTo("ok");
        assertThat(tree.ask(relay, RelayTree.KEY, "/health")
                        .expect(503)
                        .json()
                        .get("staleness_ms")
                        .longValue())
                .isGreaterThanOrEqualTo(RelayTree.ACCEPTANCE.toMillis());
    }

    @Test
    void aKeyForAllTenantsIsToldMore() {
        var relay = tree.relay("relay", tree.server.uri());
        tree.follow("verifier", RelayTree.uri(relay));

        var health = tree.ask(relay, RelayTree.KEY, "/health").expect(200).json();

        assertThat(health.get("staleness_ms").longValue()).isBetween(0L, RelayTree.ACCEPTANCE.toMillis());
        assertThat(health.get("streams").intValue()).isPositive();
        assertThat(health.get("keys_file").stringValue()).isEqualTo("ok");
    }

    @Test
    void anyOtherKeyIsToldNothing() {
        var narrow = tree.key("narrow", List.of("default"), "rc_k_narrow");
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);

        assertThat(tree.ask(relay, narrow, "/health").expect(403).code()).isEqualTo("forbidden");
        assertThat(tree.ask(relay, narrow, "/metrics").expect(403).code()).isEqualTo("forbidden");
        assertThat(tree.ask(relay, tree.server.rootKey(), "/health").expect(401).code())
                .isEqualTo("unauthorized");
    }
}
