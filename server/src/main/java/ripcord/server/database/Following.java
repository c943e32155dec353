package ripcord.server.database;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// What this server has taken of what others on the same store have changed. Thread-safe.
///
/// Changes have positions, which become visible in order, since the writers of all servers take turns. What was read in
/// one snapshot is put in memory as a whole, or not at all if memory is newer by then. What a commit of this server's
/// own puts in memory, it puts there while it has [the turn][#turn()].
final class Following {
    /// The topic that is put in memory after all others of the same snapshot.
    static final String LAST = "log";

    /// From the one that is in memory on, which is there too.
    private static final String SINCE = "select seq, topic, about from change where seq >= ? order by seq";

    /// The oldest are dropped first, so whatever was lost has an older one beside it for as long as changes are kept.
    private static final String DROPPED = "select coalesce(min(seq) > ?, false) from change";

    private final Map<String, Reload> reloads = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();
    private volatile long position;
    private volatile long followed;

    private record Row(long seq, Change change) {}

    /// What one snapshot has that memory had not.
    ///
    /// @param position how far memory is once it has been put there
    record Step(long position, List<Runnable> puts) {
        /// Copies the list.
        Step {
            puts = List.copyOf(puts);
        }
    }

    /// Everything up to here will be read by those who are still to be made.
    void begin(long newPosition) {
        position = newPosition;
    }

    /// Register before the first reading, so that nothing falls in between.
    void on(String topic, Reload reload) {
        reloads.put(topic, reload);
    }

    /// How far memory is.
    long position() {
        return position;
    }

    /// How far it is by what others changed: never beyond [#position()], if asked for before it.
    long followed() {
        return followed;
    }

    /// Reads what is new.
    ///
    /// @param sql in a transaction that sees one state of the store
    /// @throws PartedException if the store does not have what it showed before
    Step read(Sql sql) {
        long since = position;
        var rows = sql.list(SINCE, row -> new Row(row.number(1), new Change(row.text(2), row.text(3))), since);
        requireKept(sql, rows, since);
        Set<Change> changes = new LinkedHashSet<>();
        long reached = since;
        for (var row : rows.subList(since == 0 ? 0 : 1, rows.size())) {
            requireNotAnew(row);
            changes.add(row.change);
            reached = row.seq;
        }
        return new Step(reached, puts(sql, changes));
    }

    /// The newest change always stays in the store, so one that is in memory is there as long as nothing is lost.
    private static void requireKept(Sql sql, List<Row> rows, long since) {
        boolean kept = since == 0 || (!rows.isEmpty() && rows.getFirst().seq == since);
        if (!kept && sql.one(DROPPED, row -> row.flag(1), since).orElse(false)) {
            throw PartedException.late("the changes that came after what this server knows (change " + since
                    + ") are kept no more: it was away for too long");
        }
        if (!kept) {
            throw new PartedException("the store does not have what it showed to this server (change " + since
                    + "): it was restored, or lost what it had acknowledged");
        }
    }

    private static void requireNotAnew(Row row) {
        if (row.change.topic().equals(Anew.TOPIC)) {
            throw PartedException.late(
                    "the store was restored or sealed under another key meanwhile (change " + row.seq + ")");
        }
    }

    private List<Runnable> puts(Sql sql, Set<Change> changes) {
        var puts = new ArrayList<Runnable>();
        var ordered = new ArrayList<>(changes);
        // The sort is stable: what was told first comes first.
        ordered.sort(Comparator.comparing(change -> change.topic().equals(LAST)));
        for (var change : ordered) {
            var reload = reloads.get(change.topic());
            if (reload != null) {
                puts.add(reload.read(sql, change.about()));
            }
        }
        return puts;
    }

    /// Puts it in memory, unless memory is as new by now.
    void apply(Step step) {
        if (step.position == position) {
            return;
        }
        turn.lock();
        try {
            if (step.position > position) {
                step.puts.forEach(Runnable::run);
                position = step.position;
                followed = step.position;
            }
        } finally {
            turn.unlock();
        }
    }

    /// Held from before a commit until what it changes is in memory.
    ReentrantLock turn() {
        return turn;
    }

    /// This server's own commit is in memory. For whoever has the turn.
    ///
    /// @param told its position; 0 if it told nothing
    void reached(long told) {
        position = Math.max(position, told);
    }
}
