package ripcord.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.redis.Redis;
import ripcord.server.redis.RedisProcess;
import ripcord.server.redis.RedisRates;
import ripcord.server.tenant.InternalId;
import ripcord.server.tenant.Limits;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

/// A tenant's rate is that of all nodes together while a real Redis counts, and of each node while none does.
class SharedRatesTest {
    /// Such that nothing comes back while a test runs: one in a second.
    private static final Tenant SHOP = tenant("shop", 1);

    private RedisProcess process;
    private Redis redis;
    private RedisRates shared;

    private static Tenant tenant(String id, int perSecond) {
        var limits = new Limits(perSecond, perSecond, null, null);
        return new Tenant(new TenantId(id), new InternalId(1, 2), id, Instant.EPOCH, 0, Pauses.NONE, limits);
    }

    @BeforeEach
    void start() {
        process = RedisProcess.single();
        redis = process.patient();
        shared = new RedisRates(redis, () -> "log");
        redis.start();
        await(() -> shared.take("warm", 1_000_000).isPresent());
    }

    @AfterEach
    void stop() {
        redis.close();
        process.close();
    }

    /// A node whose own bucket is never the one that refuses.
    private Rates node() {
        long begun = System.nanoTime();
        return new Rates(() -> begun + (System.nanoTime() - begun) * 1_000, shared);
    }

    private static long admitted(Rates node, Tenant tenant, int asked) {
        return IntStream.range(0, asked)
                .filter(ignored -> node.admitsRequest(tenant))
                .count();
    }

    @Test
    void nodesAdmitTogetherWhatWasSet() {
        var shop = tenant("shop", 100);
        var one = node();
        var other = node();
        long begun = System.nanoTime();

        long admitted = admitted(one, shop, 100) + admitted(other, shop, 100);

        long cameBack = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 10;
        assertThat(admitted).isBetween(100L, 101 + cameBack);
    }

    @Test
    void whatWasTakenComesBack() {
        var node = node();
        node.admitsRequest(SHOP);

        await(() -> node.admitsRequest(SHOP));
    }

    @Test
    void signInsAndOtherTenantsAreCountedByThemselves() {
        var node = node();
        node.admitsRequest(SHOP);

        assertThat(node.admitsSignIn(SHOP)).isTrue();
        assertThat(node.admitsRequest(tenant("other", 1))).isTrue();
    }

    @Test
    void withoutRedisEachNodeAdmitsWhatWasSetAndWithItTheyShareAgain() {
        process.kill();
        await(() -> shared.take("x", 1).isEmpty());
        var still = System.nanoTime();
        var one = new Rates(() -> still, shared);
        var other = new Rates(() -> still, shared);

        assertThat(admitted(one, tenant("shop", 5), 10)).isEqualTo(5);
        assertThat(admitted(other, tenant("shop", 5), 10)).isEqualTo(5);

        process.start();
        await(() -> shared.take("shop", 1).isPresent());
    }

    /// Garbage, never, and always.
    @ParameterizedTest
    @ValueSource(strings = {"garbage", "", "99999999999999999999", "inf", "nan", "-1", "1e400"})
    void aForgedCounterHoldsNobodyUpForLongerThanASecond(String forged) {
        process.set("ripcord:log:rate:shop:requests:1", forged.getBytes(US_ASCII));
        var node = node();

        await(() -> node.admitsRequest(SHOP));
        assertThat(node.admitsRequest(SHOP)).isFalse();
    }

    @Test
    void aCounterOfAnotherKindLetsTheNodeDecide() {
        process.run("LPUSH", "ripcord:log:rate:shop:requests:1", "x");

        assertThat(node().admitsRequest(SHOP)).isTrue();
    }
}
