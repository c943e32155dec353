package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import ripcord.server.redis.SharedRates;
import ripcord.server.tenant.InternalId;
import ripcord.server.tenant.Limits;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

class RatesTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final Rates rates = new Rates(nanos::get, SharedRates.NONE);

    private static Tenant tenant(String id, Limits limits) {
        return new Tenant(new TenantId(id), new InternalId(1, 2), id, Instant.EPOCH, 0, Pauses.NONE, limits);
    }

    private static Tenant limited(String id) {
        return tenant(id, new Limits(3, 1, null, null));
    }

    @Test
    void aSecondsWorthIsAdmittedAndNoMore() {
        var shop = limited("shop");
        for (int i = 0; i < 3; i++) {
            assertThat(rates.admitsRequest(shop)).isTrue();
        }

        assertThat(rates.admitsRequest(shop)).isFalse();
        assertThat(rates.admitsRequest(limited("other"))).isTrue();

        nanos.addAndGet(Duration.ofMillis(334).toNanos());
        assertThat(rates.admitsRequest(shop)).isTrue();
        assertThat(rates.admitsRequest(shop)).isFalse();
    }

    @Test
    void signInsAreCountedByThemselves() {
        var shop = limited("shop");

        assertThat(rates.admitsSignIn(shop)).isTrue();
        assertThat(rates.admitsSignIn(shop)).isFalse();
        assertThat(rates.admitsRequest(shop)).isTrue();
    }

    @Test
    void anotherRateCountsAtOnce() {
        rates.admitsSignIn(limited("shop"));

        assertThat(rates.admitsSignIn(tenant("shop", new Limits(null, 5, null, null))))
                .isTrue();
    }

    @Test
    void aTenantWithoutLimitsHasNoBucket() {
        assertThat(rates.admitsRequest(tenant("shop", Limits.NONE))).isTrue();
        assertThat(rates.size()).isZero();
    }
}
