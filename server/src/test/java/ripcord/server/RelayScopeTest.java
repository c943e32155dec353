package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.relay.RelayKeys;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

/// A key at a relay whose tenants change while it is used: nobody who names a tenant lacks what was revoked there.
class RelayScopeTest {
    private static final Duration BOUND = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private RelayTree tree;

    @BeforeEach
    void start() {
        tree = new RelayTree(folder);
        tree.server.tenant("other");
        tree.makeRing("other");
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private static boolean isRevoked(RevocationFeed feed, String tenant, String subject) {
        return feed.entries().revokedAfter(Target.of(TargetType.SUBJECT, tenant, subject), 0);
    }

    private void allow(String name, List<String> tenants, String key) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(tree.keysFile()));
        lines.removeIf(line -> line.startsWith(name + " "));
        lines.add(RelayKeys.line(name, tenants, key));
        var next = Files.write(folder.resolve("next.keys"), lines);
        Files.move(next, tree.keysFile(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aVerifierThatMayFollowAnotherTenantHasAllThatWasRevokedThereBefore() throws IOException {
        var key = tree.key("wide", List.of("default"), "rc_k_wide");
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);
        var feed = tree.follow("v", URI.create(RelayTree.uri(relay) + "/feed"), key, BOUND);
        tree.revoke("other", "bob", "");
        tree.revoke("default", "alice", "");
        Eventually.await(() -> isRevoked(feed, "default", "alice"));

        allow("wide", List.of("default", "other"), key);

        Eventually.await(() -> feed.evidence().names("other"));
        assertThat(isRevoked(feed, "other", "bob")).isTrue();
    }

    @Test
    void aRelayThatMayFollowOtherTenantsThanBeforeBeginsAnew() throws IOException {
        for (var change : List.of(List.of("default", "other"), List.of("other"))) {
            var key = tree.key("middle-" + change.size(), List.of("default"), "rc_k_middle-" + change.size());
            var first = tree.relay("first-" + change.size(), tree.server.uri());
            Eventually.await(first::isReady);
            var second = tree.relay("second-" + change.size(), RelayTree.uri(first), key, null);
            var lost = new CountDownLatch(1);
            second.onLost(_ -> lost.countDown());
            Eventually.await(second::isReady);

            allow("middle-" + change.size(), change, key);

            Eventually.await(() -> lost.getCount() == 0);
            assertThat(second.isReady()).isFalse();
        }
    }

    @Test
    void aTenantWhoseKeysNobodyHasNeededIsNamedByTheServerAndServedByARelay() {
        tree.server.tenant("quiet");
        var all = URI.create(tree.server.uri() + "/feed");
        var direct = tree.follow("direct", all, tree.server.rootKey(), BOUND);
        var relay = tree.relay("relay", tree.server.uri());
        Eventually.await(relay::isReady);

        var own = tree.follow("own", URI.create(RelayTree.uri(relay) + "/t/quiet/feed"), RelayTree.KEY, BOUND);
        tree.revoke("quiet", "carol", "");

        assertThat(direct.evidence().names("quiet")).isTrue();
        Eventually.await(() -> isRevoked(own, "quiet", "carol"));
    }

    /// A wait for the head of the log, which somebody wrote whom this relay does not follow.
    @Test
    void aRelayOfOneTenantConfirmsAPositionThatAnotherTenantMade() {
        var relay = tree.relay("relay", tree.server.uri(), tree.server.rootKey(), new TenantId("default"));
        Eventually.await(relay::isReady);
        tree.follow("v", RelayTree.uri(relay));
        tree.revoke("other", "bob", "");

        var answer = tree.server
                .http()
                .call("PATCH", "/admin/v1/tenants/default?wait=PT10S")
                .bearer(tree.server.rootKey())
                .json(Map.of("suspended", false))
                .send()
                .expect(200)
                .json();

        assertThat(answer.at("/confirmation/confirmed/0/name").stringValue("")).isEqualTo("relay");
        assertThat(answer.at("/confirmation/expired")).isEmpty();
    }
}
