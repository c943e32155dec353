package ripcord.server.session;

import static ripcord.server.Eventually.await;

import java.security.SecureRandom;
import java.time.InstantSource;
import ripcord.server.TestStore;
import ripcord.server.redis.Redis;
import ripcord.server.tenant.TenantId;

/// What a node remembers of sessions, with a Redis that it shares with others. New ones remember nothing.
final class RedisNode implements AutoCloseable {
    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    final Redis redis;
    final SharedCopies copies;
    private final TestStore store;
    private final InstantSource clock;
    private Sessions sessions;

    RedisNode(TestStore store, Redis redis, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.redis = redis;
        copies = new SharedCopies(redis, KEY, new SecureRandom(), store.log, clock);
        redis.start();
        forget();
    }

    /// Its memory is empty from now on.
    void forget() {
        sessions = new Sessions(store.database, store.store, store.endings, store.log, clock);
        sessions.share(copies);
    }

    RedisNode connected() {
        await(redis::isConnected);
        return this;
    }

    /// With nothing in memory.
    Lookup find(StoredSession session) {
        forget();
        return sessions.find(TenantId.DEFAULT, session.session().id());
    }

    /// From memory, if it is there.
    Lookup findAgain(StoredSession session) {
        return sessions.find(TenantId.DEFAULT, session.session().id());
    }

    @Override
    public void close() {
        copies.close();
        redis.close();
    }
}
