package ripcord.server.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.LiveEntries;
import ripcord.server.revocation.ReadableLog;
import ripcord.server.revocation.Slice;

/// All live entries of a scope as one event. What is old of it is encoded at most once a second however many streams
/// begin; what came since is put behind it for each. Thread-safe.
final class Snapshots {
    private static final Duration SHARED_FOR = Duration.ofSeconds(1);
    /// The HTTP server copies what is written at once, for each stream.
    private static final int PIECE = 1 << 16;

    private final ReadableLog log;
    private final Frames frames;
    private final Cache<Wanted, Shared> recent;

    private record Wanted(FeedScope scope, Terms terms) {}

    Snapshots(ReadableLog log, Frames frames, Monotonic monotonic) {
        this.log = log;
        this.frames = frames;
        this.recent = Caffeine.newBuilder()
                .expireAfterWrite(SHARED_FOR)
                .ticker(monotonic::now)
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    /// What many streams send: entries as JSON with commas between, and the position that they reach.
    private static final class Shared {
        private final byte[] entries;
        private final long position;

        private Shared(byte[] entries, long position) {
            this.entries = entries;
            this.position = position;
        }
    }

    /// A snapshot: the event in parts, and the position that it reaches.
    static final class Snapshot {
        private final byte[][] parts;
        private final long position;

        private Snapshot(byte[][] parts, long position) {
            this.parts = parts;
            this.position = position;
        }

        void write(OutputStream out) throws IOException {
            for (var part : parts) {
                for (int from = 0; from < part.length; from += PIECE) {
                    out.write(part, from, Math.min(PIECE, part.length - from));
                }
            }
        }

        long position() {
            return position;
        }
    }

    /// Holds all that was appended before this was called: a verifier that has applied it may leave its earlier stream,
    /// and then nobody waits for what only that one would have been told.
    Snapshot of(FeedScope scope, Terms terms) {
        var shared = recent.get(new Wanted(scope, terms), this::make);
        var since = terms.select(after(log.live(), scope, shared.position));
        var parts = frames.snapshot(terms.logId(log.logId(), scope), since.position(), shared.entries, since.entries());
        return new Snapshot(parts, since.position());
    }

    private Shared make(Wanted wanted) {
        var slice = wanted.terms.select(after(log.live(), wanted.scope, -1));
        return new Shared(Frames.list(slice.entries()), slice.position());
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
