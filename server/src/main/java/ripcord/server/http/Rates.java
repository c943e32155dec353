package ripcord.server.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import ripcord.server.redis.SharedRates;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

/// Holds tenants to the rates that were set for them, on all nodes together where they share a Redis. While that does
/// not answer, and where there is none, each node admits as much as was set. A bucket is made by the first request
/// under a limit, and dropped when it has been full for long: a tenant without limits has none. Thread-safe.
final class Rates {
    private static final int MOST_BUCKETS = 20_000;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final SharedRates shared;
    private final Cache<Key, Bucket> buckets;

    /// Another rate is another bucket.
    private record Key(TenantId tenant, boolean signIn, int perSecond) {
        String name() {
            return tenant.value() + (signIn ? ":sign_ins" : ":requests");
        }
    }

    /// @param nanos a monotonic clock
    Rates(LongSupplier nanos, SharedRates shared) {
        this.nanos = nanos;
        this.shared = shared;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(KEPT)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /// Whether the tenant may do one more request now.
    boolean admitsRequest(Tenant tenant) {
        return admits(tenant.id(), false, tenant.limits().requestsPerSecond());
    }

    /// Whether the tenant may begin one more session now.
    boolean admitsSignIn(Tenant tenant) {
        return admits(tenant.id(), true, tenant.limits().signInsPerSecond());
    }

    private boolean admits(TenantId tenant, boolean signIn, @Nullable Integer perSecond) {
        return perSecond == null || admits(new Key(tenant, signIn, perSecond));
    }

    /// The node's own bucket first: who asks one node too much costs the others nothing.
    private boolean admits(Key key) {
        return buckets.get(key, this::bucket).tryConsume(1)
                && shared.take(key.name(), key.perSecond).orElse(true);
    }

    /// Full at first: a second's worth may come at once.
    private Bucket bucket(Key key) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(key.perSecond).refillGreedy(key.perSecond, SECOND))
                .withCustomTimePrecision(new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return nanos.getAsLong();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                })
                .build();
    }

    long size() {
        return buckets.estimatedSize();
    }
}
