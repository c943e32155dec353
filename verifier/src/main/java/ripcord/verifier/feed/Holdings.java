package ripcord.verifier.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is held of the log, whichever stream it came from, and how fresh it is known to be. Thread-safe. */
final class Holdings {
    private final EntrySet entries;
    private final EntryEnds ends;
    private final Clocks clocks;
    private final CountDownLatch any = new CountDownLatch(1);
    private volatile Evidence evidence = Evidence.NONE;

    Holdings(EntrySet entries, Clocks clocks) {
        this.entries = entries;
        this.ends = new EntryEnds(clocks);
        this.clocks = clocks;
    }

    EntrySet entries() {
        return entries;
    }

    Evidence evidence() {
        return evidence;
    }

    /**
     * Adds an entry.
     *
     * @param atMillis the latest that the server said of its own wall clock
     */
    boolean add(Entry entry, long atMillis) {
        return entries.add(entry, ends.of(entry, atMillis));
    }

    /** Publishes what is better than what is known; a late heartbeat of another stream is not. */
    synchronized void offer(Evidence offered) {
        Moment now = Moment.now(clocks);
        if (offered.staleness(now) < evidence.staleness(now)) {
            evidence = offered;
            any.countDown();
        }
    }

    boolean awaitEvidence(Duration longest) throws InterruptedException {
        return any.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    void dropEnded() {
        entries.dropEnded(ends.now());
    }
}
