package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a command sees of the servers that it is beside.
final class Onlooker {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Onlooker() {}

    /// Waits until every server has applied what was committed at that position a moment ago, or has no lease.
    static void awaitApplied(Readers readers, long position, Duration deadline) {
        long until = System.nanoTime() + Peers.LONGEST_WAIT.toNanos();
        try {
            while (System.nanoTime() - until < 0 && behind(readers, position, deadline) > 0) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("kept, and not known whether every server has applied it", e);
        } catch (StoreUnavailableException e) {
            throw new OutcomeUnknownException("kept, and not known whether every server has applied it", e);
        }
    }

    private static long behind(Readers readers, long position, Duration deadline) {
        return readers.run(sql -> sql.number("select count(*) from node where applied < ?", position), 0, deadline);
    }
}
