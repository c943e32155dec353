package ripcord.server.database;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How far the other servers on the store are, as far as this one knows. Thread-safe.
final class Peers {
    /// A lease, and what the clocks of two machines may differ by in that time.
    static final Duration LONGEST_WAIT = Lease.LENGTH.plusMillis(50);
    /// After so long without a beat a server has no lease, however slowly word of it came.
    static final Duration GONE = Duration.ofSeconds(3);

    private static final Comparator<Row> LONGEST_FIRST =
            Comparator.comparingLong(Row::joinedAt).thenComparing(Row::id);

    private final String self;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Map<String, Long> applied = new ConcurrentHashMap<>();
    private final Map<String, Seen> beats = new ConcurrentHashMap<>();
    private volatile View view;

    /// A row of a server.
    ///
    /// @param storeAhead by how many milliseconds it holds the store's clock to be ahead
    record Row(String id, long joinedAt, long beat, long applied, long storeAhead) {
        private boolean agreesOnClock(Row other) {
            return Math.abs(storeAhead - other.storeAhead) <= StoreClock.TOLERATED.toMillis();
        }
    }

    /// Who serves.
    ///
    /// @param begun when reading it began
    /// @param gone  whom somebody took for gone, and who has not come back
    record View(long begun, List<Row> rows, List<String> gone) {}

    private record Seen(long beat, long since) {}

    Peers(String self, LongSupplier nanos) {
        this.self = self;
        this.nanos = nanos;
        this.view = new View(nanos.getAsLong(), List.of(), List.of());
    }

    /// What the store says of them.
    void look(View fresh) {
        for (var row : fresh.rows) {
            applied.merge(row.id, row.applied, Math::max);
            beats.compute(
                    row.id,
                    (_, seen) -> seen == null || seen.beat != row.beat ? new Seen(row.beat, nanos.getAsLong()) : seen);
        }
        long now = nanos.getAsLong();
        fresh.gone.forEach(id -> beats.putIfAbsent(id, new Seen(-1, now)));
        var ids = fresh.rows.stream().map(Row::id).collect(Collectors.toSet());
        applied.keySet().retainAll(ids);
        ids.addAll(fresh.gone);
        beats.keySet().retainAll(ids);
        view = fresh;
        signal();
    }

    /// What was seen of beats counts no more.
    void lookAnew() {
        beats.clear();
    }

    /// A server says that it is as far.
    void told(String id, long position) {
        applied.merge(id, position, Math::max);
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Those whose beat has stood still for so long that they certainly have no lease.
    List<Row> gone() {
        long now = nanos.getAsLong();
        return view.rows.stream()
                .filter(row -> !row.id.equals(self))
                .filter(row -> beats.containsKey(row.id) && now - beats.get(row.id).since > GONE.toNanos())
                .toList();
    }

    boolean isThere(String id) {
        return view.rows.stream().anyMatch(row -> row.id.equals(id));
    }

    boolean hasOthers() {
        return view.rows.stream().anyMatch(row -> !row.id.equals(self));
    }

    /// The servers on the store, this one among them once it has joined.
    List<Row> rows() {
        return view.rows;
    }

    /// By how many milliseconds most servers hold the store's clock to be ahead; of as many on either side those with
    /// who has been there for longest.
    long storeAhead() {
        var rows = view.rows.stream().sorted(LONGEST_FIRST).toList();
        return rows.stream()
                .max(Comparator.<Row>comparingLong(
                                row -> rows.stream().filter(row::agreesOnClock).count())
                        .thenComparing(LONGEST_FIRST.reversed()))
                .map(Row::storeAhead)
                .orElse(0L);
    }

    /// Whether this one is who does what is to be done once: the one that has been there for longest.
    boolean isSelfFirst() {
        return view.rows.stream()
                .min(LONGEST_FIRST)
                .filter(first -> first.id.equals(self))
                .isPresent();
    }

    /// Waits until every server has applied what was committed at that position a moment ago, or has no lease: a second
    /// at most, since a lease that was renewed after the commit rests on a reading that saw it.
    void awaitApplied(long position) {
        long committed = nanos.getAsLong();
        long until = committed + LONGEST_WAIT.toNanos();
        lock.lock();
        try {
            while (!haveApplied(position, committed)) {
                long left = until - nanos.getAsLong();
                if (left <= 0) {
                    return;
                }
                long _ = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("kept, and not known whether every server has applied it", e);
        } finally {
            lock.unlock();
        }
    }

    /// As [#awaitApplied], for so long, and for those too who were taken for gone.
    void awaitAware(long position, long committed, Duration longest) {
        long until = nanos.getAsLong() + longest.toNanos();
        lock.lock();
        try {
            long left = longest.toNanos();
            while (left > 0 && (!haveApplied(position, committed) || !view.gone.isEmpty())) {
                long _ = progress.awaitNanos(left);
                left = until - nanos.getAsLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("kept, and not known whether every server has applied it", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean haveApplied(long position, long committed) {
        var seen = view;
        return seen.begun - committed > 0
                && seen.rows.stream()
                        .filter(row -> !row.id.equals(self))
                        .allMatch(row -> applied.getOrDefault(row.id, 0L) >= position);
    }

    /// For how long from now a server may still accept what was ended at that position, in nanoseconds: one that has
    /// not said that it knows. Its memory is not newer than its last beat, and that was seen no earlier than it was
    /// sent.
    ///
    /// @param committed when the commit had been answered
    /// @param longest   how old memory may be that somebody answers from, in nanoseconds
    long acceptedElsewhere(long position, long committed, long longest) {
        var seen = view;
        if (seen.begun - committed <= 0) {
            return longest;
        }
        long now = nanos.getAsLong();
        var unaware = Stream.concat(
                seen.rows.stream()
                        .map(Row::id)
                        .filter(id -> !id.equals(self) && applied.getOrDefault(id, 0L) < position),
                seen.gone.stream());
        return unaware.mapToLong(id -> {
                    var beat = beats.get(id);
                    return beat == null ? longest : longest - (now - beat.since);
                })
                .max()
                .orElse(0);
    }

    /// Those who were taken for gone, and have been silent for longer than anybody answers from memory.
    List<String> longGone(Duration longest) {
        long now = nanos.getAsLong();
        return view.gone.stream()
                .filter(id -> beats.containsKey(id) && now - beats.get(id).since > longest.toNanos())
                .toList();
    }
}
