package ripcord.server.session;

import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import ripcord.server.redis.Redis;
import ripcord.server.redis.Use;
import ripcord.server.revocation.RevocationLog;

/// Copies of sessions that nodes leave each other in Redis, sealed. Thread-safe; nobody waits for longer than 50 ms,
/// and whoever reads the store or writes to it not at all.
///
/// What is found here is worth what a copy in memory is: the caller asks the log. Whoever writes to Redis can take
/// copies away, and put back what once lay there, which is void or still true. He can make nothing else.
public final class SharedCopies implements AutoCloseable {
    /// What Redis is used for.
    public static final String FINDING = "sessions_find";

    public static final String KEEPING = "sessions_keep";

    /// Of sessions that were read or written, and that no other node can find yet; what comes on top is left out.
    private static final int MOST_WAITING = 2_000;

    private final Use finding;
    private final Use keeping;
    private final CopySeal seal;
    private final RevocationLog log;
    private final InstantSource clock;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Counts counts = new Counts();
    private final Thread keeper;
    private volatile Runnable onRefused = () -> {};

    private record Waiting(CopySeal.Place place, CopySeal.Copy copy) {}

    /// What was found, and what was not; each only grows.
    public static final class Counts {
        private final LongAdder hits = new LongAdder();
        private final LongAdder misses = new LongAdder();
        private final LongAdder voids = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder leftOut = new LongAdder();

        /// Copies that answered.
        public long hits() {
            return hits.sum();
        }

        /// Look-ups that found nothing, or no answer in time.
        public long misses() {
            return misses.sum();
        }

        /// Copies that the log or their age voids, or that are newer than what this node has applied.
        public long voids() {
            return voids.sum();
        }

        /// What is no copy of that session.
        public long refused() {
            return refused.sum();
        }

        /// Copies that were not put there, because too many waited.
        public long leftOut() {
            return leftOut.sum();
        }
    }

    /// Copies in `redis`.
    ///
    /// @param redis  not started yet
    /// @param key    of copies, 32 bytes
    /// @param random must be unpredictable
    /// @param clock  the node's
    public SharedCopies(Redis redis, byte[] key, RandomGenerator random, RevocationLog log, InstantSource clock) {
        this.finding = redis.use(FINDING);
        this.keeping = redis.use(KEEPING);
        this.seal = new CopySeal(key, random);
        this.log = log;
        this.clock = clock;
        this.keeper = Thread.ofVirtual().name("ripcord-copies").start(this::keep);
    }

    /// Tells `listener` when something lay there that no node of this store put there.
    public void onRefused(Runnable listener) {
        onRefused = listener;
    }

    public Counts counts() {
        return counts;
    }

    /// What lies there for a session, if it may be looked at: the log may void it.
    ///
    /// @param position the node's, captured before. A copy from beyond it is left alone: all else that this node
    ///     knows is not as new, and an answer must not claim to be
    @Nullable
    StoredCopy find(SessionKey key, long position) {
        var place = new CopySeal.Place(log.logId(), key);
        var value = finding.get(name(place));
        if (value.isEmpty()) {
            counts.misses.increment();
            return null;
        }
        var copy = seal.open(place, value.get());
        if (copy.isEmpty()) {
            counts.refused.increment();
            onRefused.run();
            return null;
        }
        if (copy.get().asOf() > position || !copy.get().isFresh(clock.instant())) {
            counts.voids.increment();
            return null;
        }
        return new StoredCopy(copy.get().stored(), copy.get().asOf());
    }

    /// A session as it was at `asOf`.
    record StoredCopy(StoredSession stored, long asOf) {}

    /// The caller has looked at the log.
    void judged(boolean isVoid) {
        (isVoid ? counts.voids : counts.hits).increment();
    }

    /// Leaves a copy for others, soon; the caller does not wait.
    void offer(StoredSession stored, long asOf) {
        var session = stored.session();
        var place = new CopySeal.Place(log.logId(), new SessionKey(session.tenant(), session.id()));
        if (!waiting.offer(new Waiting(place, new CopySeal.Copy(stored, asOf, clock.instant())))) {
            counts.leftOut.increment();
        }
    }

    private void keep() {
        try {
            while (true) {
                var next = waiting.take();
                keeping.put(name(next.place), seal.seal(next.place, next.copy), CopySeal.LONGEST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps stores apart, which may share a Redis, and versions, of which nodes may run two at a time.
    private static String name(CopySeal.Place place) {
        return "ripcord:" + place.log() + ":session." + SessionBytes.VERSION + ":"
                + place.session().tenant().value() + ":" + place.session().id().text();
    }

    @Override
    public void close() {
        keeper.interrupt();
    }
}
