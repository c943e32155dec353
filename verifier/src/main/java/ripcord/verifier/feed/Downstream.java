package ripcord.verifier.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Those behind a follower that passes the log on: a relay's. It hears all that is said, in the order of each stream, and
 * answers for them, since the server must not be told that something is in use which is not in use there. Thread-safe;
 * called on the streams' threads.
 */
public interface Downstream {
    /**
     * A stream has begun.
     *
     * @param log what it tells of
     * @param maxStalenessMillis what the server's policy demands
     */
    void begun(String log, long maxStalenessMillis);

    /**
     * An event about entries was complete. Two streams may tell of the same.
     *
     * @param entries of a snapshot all, else what follows what the same stream told before
     * @param seq everything up to there was told then
     */
    void applied(String log, List<Entry> entries, long seq);

    /** What was told is as fresh as that. */
    void fresh(String log, Evidence evidence);

    /**
     * Somebody waits until everything up to {@code seq} is in use.
     *
     * @param tenant whose entries; empty for everybody's
     * @param soFar to be told now and then, while some are missing
     * @return done when nobody behind is missing; never completes exceptionally
     */
    CompletableFuture<Behind> asked(Optional<String> tenant, long seq, Consumer<Behind> soFar);

    /** Done when what was told until now is in use, or cannot be gone against any more; never completes exceptionally. */
    CompletableFuture<?> settled();

    /** Up to where everything is in use now, at most {@code seq}. */
    long inUse(long seq);

    /** How many of those behind use an entry, cannot accept without it any more, or neither. */
    record Behind(long confirmed, long expired, long missing) {}

    /** Whether anybody can be behind. */
    default boolean isAnybody() {
        return true;
    }

    /** A verifier's: nobody. What is told is in use at once. */
    Downstream NOBODY = new Downstream() {
        @Override
        public void begun(String log, long maxStalenessMillis) {}

        @Override
        public void applied(String log, List<Entry> entries, long seq) {}

        @Override
        public void fresh(String log, Evidence evidence) {}

        @Override
        public CompletableFuture<Behind> asked(Optional<String> tenant, long seq, Consumer<Behind> soFar) {
            return CompletableFuture.completedFuture(new Behind(0, 0, 0));
        }

        @Override
        public CompletableFuture<?> settled() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long inUse(long seq) {
            return seq;
        }

        @Override
        public boolean isAnybody() {
            return false;
        }
    };
}
