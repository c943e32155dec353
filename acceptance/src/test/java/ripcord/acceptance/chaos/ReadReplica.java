package ripcord.acceptance.chaos;

import java.time.Duration;
import ripcord.acceptance.process.Await;

/// Breaks and heals the replica that the nodes of an installation read from. It is healed when they read from it again:
/// else a row says nothing about it.
///
/// @param in where it is
record ReadReplica(Installation in) {
    private static final Duration READ_WITHIN = Duration.ofSeconds(30);
    private static final String READS = "ripcord_store_replica_reads_total{outcome=\"answered\"} ";

    /// It can be read as before, and gets nothing more.
    void stopFollowing() {
        in.replication().swallow();
    }

    /// It can be read as before, and gets everything so much later.
    void lag(Duration delay) {
        in.replication().delay(() -> delay);
    }

    void follow() {
        in.replication().pass();
        awaitReads();
    }

    void freeze() {
        in.replica().freeze();
    }

    void thaw() {
        in.replica().thaw();
        awaitReads();
    }

    private void awaitReads() {
        long before = reads();
        Await.until(READ_WITHIN, "a node reads from the replica", () -> reads() > before);
    }

    private long reads() {
        return in.nodes().stream()
                .map(node -> in.backend(node).metrics().expect(200))
                .flatMap(answer -> answer.body().lines())
                .filter(line -> line.startsWith(READS))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(READS.length())))
                .sum();
    }
}
