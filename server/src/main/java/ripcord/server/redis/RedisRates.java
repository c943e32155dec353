package ripcord.server.redis;

import java.util.Optional;
import java.util.function.Supplier;

/// Buckets in Redis, by Redis' clock. Of each it keeps one number, for two seconds: when the bucket will be full again.
///
/// What somebody else wrote there is worth a full bucket or an empty one, which fills again: a second at most.
public final class RedisRates implements SharedRates {
    /// What Redis is used for.
    public static final String COUNTING = "rates";

    private static final Script TAKE = Script.of("""
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full = tonumber(redis.call('GET', KEYS[1]) or '')
            if not full or not (full >= now) then full = now end
            if full > now + 1000001 then
                full = now + 1000000
                redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', 2000)
            end
            local next = full + 1000000 / tonumber(ARGV[1])
            if next > now + 1000001 then return 0 end
            redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', 2000)
            return 1
            """);

    private final Use counting;
    private final Supplier<String> store;

    /// Buckets in `redis`, which is not started yet.
    ///
    /// @param store keeps stores apart, which may share a Redis
    public RedisRates(Redis redis, Supplier<String> store) {
        this.counting = redis.use(COUNTING);
        this.store = store;
    }

    @Override
    public Optional<Boolean> take(String bucket, int perSecond) {
        var key = "ripcord:" + store.get() + ":rate:" + bucket + ":" + perSecond;
        return counting.run(TAKE, key, Integer.toString(perSecond)).map(taken -> taken == 1);
    }
}
