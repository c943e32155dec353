package ripcord.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.revocation.Effect;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class PoliciesTest {
    private static final TenantId TENANT = TenantId.DEFAULT;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Policy withGrace(Duration grace) {
        var policy = Policy.DEFAULT;
        return new Policy(
                policy.session(),
                policy.cookie(),
                policy.accessToken(),
                new Policy.RefreshPolicy(grace, policy.refresh().recovery()),
                policy.revocation(),
                policy.keys(),
                policy.clock(),
                policy.outage());
    }

    @Test
    void aTenantThatStatedNothingHasTheDefault() {
        assertThat(store.policies.of(TENANT).policy()).isEqualTo(Policy.DEFAULT);
    }

    @Test
    void aReplacedPolicyIsRememberedForAsLongAsItsJwksMayBeKept() {
        clock.advance(Duration.ofHours(1));
        var first = store.policies
                .replace(TENANT, null, withGrace(Duration.ofSeconds(3)), "me")
                .orElseThrow();
        clock.advance(Duration.ofMinutes(1));
        var second = store.policies
                .replace(TENANT, null, withGrace(Duration.ofSeconds(4)), "me")
                .orElseThrow();

        assertThat(first.copiesUntil()).isEqualTo(first.changedAt().plus(Duration.ofMinutes(15)));
        assertThat(second.copiesUntil()).isEqualTo(second.changedAt().plus(Duration.ofMinutes(15)));
    }

    @Test
    void whatWasStatedCountsAtOnceAndAfterARestart() {
        var stated = store.policies
                .replace(TENANT, null, withGrace(Duration.ofSeconds(3)), "me")
                .orElseThrow();
        assertThat(store.policies.of(TENANT)).isEqualTo(stated);

        close();
        open();

        assertThat(store.policies.of(TENANT).policy()).isEqualTo(withGrace(Duration.ofSeconds(3)));
        assertThat(store.policies.of(TENANT).version()).isEqualTo(stated.version());
    }

    @Test
    void tenantsThatWantTheSameShareOnePolicyInMemory() {
        var other = new TenantId("other");
        for (var tenant : List.of(TENANT, other)) {
            store.policies.replace(tenant, null, withGrace(Duration.ofSeconds(3)), "me");
        }

        assertThat(store.policies.of(other).policy())
                .isEqualTo(withGrace(Duration.ofSeconds(3)))
                .isSameAs(store.policies.of(TENANT).policy());
    }

    @Test
    void ofTwoWhoChangeTheSameVersionOneDoes() {
        long version = store.policies.of(TENANT).version();
        var first = store.policies.replace(TENANT, version, withGrace(Duration.ofSeconds(3)), "one");

        var second = store.policies.replace(TENANT, version, withGrace(Duration.ofSeconds(4)), "two");

        assertThat(first).isPresent();
        assertThat(second).isEmpty();
        assertThat(store.policies.of(TENANT).actor()).isEqualTo("one");
    }

    @Test
    void aChangeIsAnEntryThatVoidsNoToken() {
        store.policies.replace(TENANT, null, withGrace(Duration.ofSeconds(3)), "me");

        assertThat(store.log.live().after(TENANT, 0).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.effect()).isEqualTo(Effect.INVALIDATE));
    }

    @Test
    void whoChangedWhatIsKept() {
        store.policies.replace(TENANT, null, withGrace(Duration.ofSeconds(3)), "one");
        store.policies.replace(TENANT, null, withGrace(Duration.ofSeconds(4)), "two");

        assertThat(store.policies.history(TENANT, Long.MAX_VALUE, 10).items())
                .extracting(stated -> stated.versioned().actor())
                .containsExactly("two", "one");
    }

    /// One without a policy, one whose tenant had none at first, one with more versions than are looked back on.
    @Test
    void whatIsReadOfManyTenantsIsWhatIsReadOfEach() {
        var tenants = new HashSet<TenantId>();
        for (int i = 0; i < 120; i++) {
            var tenant = new TenantId("tenant" + i);
            var first = withGrace(Duration.ofSeconds(i % 10));
            store.tenants.create(
                    tenant, "", tx -> store.policies.first(tx, tenant, first, "who made tenant " + tenant));
            tenants.add(tenant);
        }
        clock.advance(Duration.ofHours(1));
        var late = new TenantId("late");
        store.tenants.create(late, "", _ -> {});
        clock.advance(Duration.ofHours(1));
        store.policies.replace(late, null, withGrace(Duration.ofSeconds(7)), "late");
        var often = new TenantId("tenant7");
        for (int i = 0; i < 25; i++) {
            clock.advance(Duration.ofSeconds(1));
            store.policies.replace(often, null, withGrace(Duration.ofSeconds(i)), "again");
        }
        tenants.add(late);
        tenants.add(TENANT);
        close();
        open();
        var together = store.policies.of(tenants);
        var fromMemory = store.policies.of(tenants);
        close();
        open();

        var each = tenants.stream().collect(Collectors.toMap(tenant -> tenant, store.policies::of));

        assertThat(together).isEqualTo(each).isEqualTo(fromMemory);
        assertThat(together.get(late).copiesUntil()).isAfter(clock.instant());
        assertThat(together.get(often).policy()).isEqualTo(withGrace(Duration.ofSeconds(24)));
    }
}
