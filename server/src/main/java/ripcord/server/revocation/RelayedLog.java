package ripcord.server.revocation;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A log that is followed: entries and positions are its source's, and nothing is appended here. Thread-safe.
public final class RelayedLog implements ReadableLog {
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Held held;

    /// What is held, and of which log.
    private record Held(String logId, LiveEntries live) {}

    /// Whether anything is held yet.
    public boolean isBegun() {
        return held != null;
    }

    /// Whether entries of that log are what is held here; also as long as nothing is.
    public boolean isOf(String logId) {
        var known = held;
        return known == null || known.logId.equals(logId);
    }

    /// Takes what the source has sent. Several of its streams may send the same, in any order: what is known already
    /// is passed over.
    ///
    /// @param logId   as the source names its log; see [#isOf]
    /// @param entries of a snapshot all that are live, else all that follow what the same stream sent before
    /// @param reached everything up to there is held then
    public void take(String logId, List<Entry> entries, long reached) {
        add(logId, entries, reached);
        readers.forEach(Runnable::run);
    }

    private synchronized void add(String logId, List<Entry> entries, long reached) {
        var known = held;
        if (known == null) {
            held = new Held(logId, begun(entries, reached));
            return;
        }
        if (!known.logId.equals(logId)) {
            throw new IllegalArgumentException("log: " + logId + " (expected: " + known.logId + ")");
        }
        long position = position();
        if (reached > position) {
            var news = entries.stream()
                    .filter(entry -> entry.seq() > position)
                    .sorted(Comparator.comparingLong(Entry::seq))
                    .toList();
            known.live.add(news, reached);
        }
    }

    /// Nobody resumes from before the oldest that is held: what came before that has ended, or may be missing.
    private static LiveEntries begun(List<Entry> entries, long reached) {
        var ordered =
                entries.stream().sorted(Comparator.comparingLong(Entry::seq)).toList();
        return new LiveEntries(
                ordered, ordered.isEmpty() ? reached : ordered.getFirst().seq() - 1, reached);
    }

    /// Drops what has ended.
    public synchronized void dropEnded(Instant now) {
        var known = held;
        if (known != null) {
            known.live.dropEnded(now);
        }
    }

    private Held held() {
        var known = held;
        if (known == null) {
            throw new IllegalStateException("log: nothing is held yet (expected: to be asked once it has begun)");
        }
        return known;
    }

    @Override
    public String logId() {
        return held().logId;
    }

    /// 0 as long as nothing is held.
    @Override
    public long position() {
        var known = held;
        return known == null ? 0 : known.live.position();
    }

    @Override
    public LiveEntries live() {
        return held().live;
    }

    @Override
    public void onPublished(Runnable wake) {
        readers.add(wake);
    }
}
