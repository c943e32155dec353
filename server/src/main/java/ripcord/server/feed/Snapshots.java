package ripcord.server.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.List;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.LiveEntries;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.Slice;

/// All live entries of a scope as one event, made at most once a second however many streams begin. Thread-safe.
final class Snapshots {
    private static final Duration SHARED_FOR = Duration.ofSeconds(1);

    private final RevocationLog log;
    private final Frames frames;
    private final Cache<Wanted, Snapshot> recent;

    private record Wanted(FeedScope scope, Terms terms) {}

    Snapshots(RevocationLog log, Frames frames, Monotonic monotonic) {
        this.log = log;
        this.frames = frames;
        this.recent = Caffeine.newBuilder()
                .expireAfterWrite(SHARED_FOR)
                .ticker(monotonic::now)
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    /// A snapshot: the event, and the position that it reaches.
    static final class Snapshot {
        private final byte[] frame;
        private final long position;

        private Snapshot(byte[] frame, long position) {
            this.frame = frame;
            this.position = position;
        }

        byte[] frame() {
            return frame;
        }

        long position() {
            return position;
        }
    }

    /// May be a second old: who sends it sends what came since behind it.
    Snapshot of(FeedScope scope, Terms terms) {
        return recent.get(new Wanted(scope, terms), this::make);
    }

    private Snapshot make(Wanted wanted) {
        var slice = wanted.terms.select(after(log.live(), wanted.scope, -1));
        var frame = frames.snapshot(wanted.terms.logId(log.logId()), slice.position(), slice.entries());
        return new Snapshot(frame, slice.position());
    }

    /// What `scope` follows of the log after `seq`, and no other tenant's.
    static Slice after(LiveEntries live, FeedScope scope, long seq) {
        var slice = live.after(scope.only(), seq);
        return scope instanceof FeedScope.Named ? new Slice(within(scope, slice.entries()), slice.position()) : slice;
    }

    private static List<Entry> within(FeedScope scope, List<Entry> entries) {
        return entries.stream().filter(entry -> scope.includes(entry.tenant())).toList();
    }
}
