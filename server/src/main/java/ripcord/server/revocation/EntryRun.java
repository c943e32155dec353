package ripcord.server.revocation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consecutive entries of the log, oldest first, as readers see them at one moment. Each [#plus] gives a longer run
/// that shares the same slots where they suffice: a slot is written once, before the run that shows it is published.
final class EntryRun {
    private static final int SPARE = 16;

    private final @Nullable Entry[] slots;
    private final int from;
    private final int to;
    private final long keptSince;
    private final long position;

    private EntryRun(@Nullable Entry[] slots, int from, int to, long keptSince, long position) {
        this.slots = slots;
        this.from = from;
        this.to = to;
        this.keptSince = keptSince;
        this.position = position;
    }

    static EntryRun empty(long keptSince, long position) {
        return new EntryRun(new Entry[SPARE], 0, 0, keptSince, position);
    }

    /// Nothing that came after it is missing here, save what has ended.
    long keptSince() {
        return keptSince;
    }

    /// The run reaches up to here.
    long position() {
        return position;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    Entry at(int index) {
        var entry = slots[index];
        if (entry == null) {
            throw new IllegalStateException("slot " + index + " of " + from + ".." + to + " is empty");
        }
        return entry;
    }

    /// The first index whose entry comes after `seq`.
    int after(long seq) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).seq() > seq) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// This run and what one transaction made. Only the newest run may be continued, and by one thread.
    EntryRun plus(List<Entry> entries, long reached) {
        boolean fits = to + entries.size() <= slots.length;
        int start = fits ? from : 0;
        var target = fits ? slots : copy(entries.size() + size() + SPARE);
        int end = start + size();
        for (var entry : entries) {
            target[end++] = entry;
        }
        return new EntryRun(target, start, end, keptSince, Math.max(position, reached));
    }

    /// This run without what has ended at `now`; a copy, so that the dropped entries are not held.
    EntryRun without(Instant now) {
        int first = from;
        while (first < to && !now.isBefore(at(first).expiresAt())) {
            first++;
        }
        if (first == from) {
            return this;
        }
        var kept = new EntryRun(slots, first, to, at(first - 1).seq(), position);
        return new EntryRun(kept.copy(SPARE), 0, kept.size(), kept.keptSince, position);
    }

    int size() {
        return to - from;
    }

    private @Nullable Entry[] copy(int spare) {
        return Arrays.copyOf(Arrays.copyOfRange(slots, from, to), size() + spare);
    }
}
