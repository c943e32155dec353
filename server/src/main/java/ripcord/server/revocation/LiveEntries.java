package ripcord.server.revocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// The entries of the log that can still matter, in memory. Thread-safe; one thread at a time adds and drops.
///
/// All entries live equally long, so they end in the order in which they came.
public final class LiveEntries {
    private final Map<Target, Marks> marks = new ConcurrentHashMap<>();
    private volatile EntryRun run;

    /// The highest positions at which a target was named.
    private record Marks(long revoke, long any) {
        private static final Marks NONE = new Marks(-1, -1);

        Marks with(Entry entry) {
            return new Marks(entry.effect() == Effect.REVOKE ? entry.seq() : revoke, entry.seq());
        }
    }

    /// What a start finds.
    ///
    /// @param keptSince nothing that came after it is missing
    LiveEntries(List<Entry> live, long keptSince, long position) {
        this.run = EntryRun.empty(keptSince, position);
        add(live, position);
    }

    /// Whether a live `revoke` entry of `target` comes after `seq`.
    public boolean revokedAfter(Target target, long seq) {
        var found = marks.get(target);
        return found != null && found.revoke > seq;
    }

    /// The position of the newest live `revoke` entry of `target`; -1 if there is none.
    public long lastRevoked(Target target) {
        var found = marks.get(target);
        return found == null ? -1 : found.revoke;
    }

    /// Whether any live entry of `target` comes after `seq`: a cached copy of that position is old.
    public boolean anyAfter(Target target, long seq) {
        var found = marks.get(target);
        return found != null && found.any > seq;
    }

    /// Whether any live entry, of whatever target, comes after `seq`.
    public boolean anyAfter(long seq) {
        var seen = run;
        return seen.after(seq) < seen.to();
    }

    /// Whether entries after `seq` have ended already: what a cached copy of that position missed, nobody can tell.
    /// Ask this after [#anyAfter], so that an entry which is being dropped is seen by one of the two.
    public boolean hasForgottenSince(long seq) {
        return seq < run.keptSince();
    }

    /// Whether `target` is revoked whatever the position: the rule of [TargetType#ignoresPosition()].
    public boolean barred(Target target) {
        return revokedAfter(target, -1);
    }

    /// The entries after `seq`, oldest first: of each transaction all that it made, or nothing.
    ///
    /// @param tenant only that tenant's; null for all
    public Slice after(@Nullable TenantId tenant, long seq) {
        var seen = run;
        if (seen.position() <= seq) {
            return new Slice(List.of(), seq);
        }
        var found = new ArrayList<Entry>();
        for (int i = seen.after(seq); i < seen.to(); i++) {
            var entry = seen.at(i);
            if (tenant == null || tenant.equals(entry.tenant())) {
                found.add(entry);
            }
        }
        return new Slice(found, Math.max(seen.position(), seq));
    }

    /// Whoever has seen everything up to this position, or a later one, can go on from there.
    public long keptSince() {
        return run.keptSince();
    }

    /// How far they reach.
    long position() {
        return run.position();
    }

    /// How many entries are live.
    public int size() {
        return run.size();
    }

    /// Adds what one transaction made; readers of [#after] see all of it or nothing.
    void add(List<Entry> entries, long position) {
        for (var entry : entries) {
            marks.compute(entry.target(), (_, old) -> (old == null ? Marks.NONE : old).with(entry));
        }
        run = run.plus(entries, position);
    }

    /// Drops what has ended at `now`.
    void dropEnded(Instant now) {
        var old = run;
        var kept = old.without(now);
        run = kept;
        for (int i = old.from(); i < old.to() && old.at(i).seq() <= kept.keptSince(); i++) {
            var ended = old.at(i);
            marks.computeIfPresent(ended.target(), (_, mark) -> mark.any <= ended.seq() ? null : mark);
        }
    }
}
