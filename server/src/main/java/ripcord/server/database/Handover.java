package ripcord.server.database;

import java.nio.file.Path;
import java.time.InstantSource;
import org.flywaydb.core.api.FlywayException;
import ripcord.server.database.Move.Step;
import ripcord.server.database.Move.Watcher;
import ripcord.server.database.MoveTarget.Found;

/// Puts a store that lies in a folder into an empty database: all of it, in one transaction, or nothing.
public final class Handover {
    private final MoveSource source;
    private final MoveTarget target;
    private final Watcher watcher;
    private final long total;
    private boolean filled;

    private Handover(MoveSource source, MoveTarget target, Watcher watcher) {
        this.source = source;
        this.target = target;
        this.watcher = watcher;
        this.total = source.tables().stream().mapToLong(source::count).sum();
    }

    /// Looks whether a store could be put there.
    ///
    /// @throws StoreRefusedException if not: nothing was changed
    public static void requireEmpty(Store.Server place) {
        try (var target = opened(place)) {
            requireEmpty(target);
        } catch (StoreUnavailableException e) {
            throw PostgresFault.of(place.url(), e);
        } catch (MoveRefusedException e) {
            throw new StoreRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireEmpty(MoveTarget target) {
        if (!(target.look() instanceof Found.Empty)) {
            throw new StoreRefusedException("--database-url: " + target.url()
                    + " holds a store, or a part of one (expected: an empty database; nothing is overwritten)");
        }
    }

    /// Does it. Interrupted at any point it leaves a database without a store in it.
    ///
    /// @param folder of the store, which nobody has open
    /// @return how many rows
    /// @throws StoreRefusedException     if the database cannot take a store: nothing was changed
    /// @throws StoreUnavailableException if it failed on the way: the database has no store
    /// @throws OutcomeUnknownException   if the database did not say whether it has it
    public static long run(Path folder, Store.Server place, InstantSource clock, Watcher watcher) {
        try (var source = MoveSource.open(folder, clock);
                var target = opened(place)) {
            requireEmpty(target);
            return new Handover(source, target, watcher).run(place);
        } catch (MoveRefusedException e) {
            throw new StoreRefusedException(String.valueOf(e.getMessage()), e);
        } catch (MoveFailedException e) {
            throw new StoreUnavailableException(e.getMessage() + "; nothing of it was kept", e);
        } catch (StoreUnavailableException e) {
            throw PostgresFault.of(place.url(), e);
        }
    }

    private static MoveTarget opened(Store.Server place) {
        try {
            return MoveTarget.open(place);
        } catch (StoreUnavailableException e) {
            throw StoreRefusedException.of(PostgresFault.of(place.url(), e));
        }
    }

    private long run(Store.Server place) {
        try {
            target.makeTables();
        } catch (FlywayException | StoreUnavailableException e) {
            throw StoreRefusedException.of(PostgresFault.of(place.url(), e));
        }
        try {
            target.takeAll(this::fill);
        } catch (StoreUnavailableException e) {
            if (!filled || !hasArrived(place, e)) {
                throw e;
            }
        }
        return total;
    }

    private void fill() {
        MovedTable.requireSame(source.tables(), target.tables());
        copy();
        compare();
        filled = true;
    }

    /// A commit that gave no answer may be kept all the same.
    private boolean hasArrived(Store.Server place, StoreUnavailableException fault) {
        try (var again = MoveTarget.open(place)) {
            return again.lookAlone().equals(new Found.Whole(source.log()));
        } catch (StoreUnavailableException | MoveRefusedException e) {
            fault.addSuppressed(e);
            throw new OutcomeUnknownException(
                    "--database-url: " + place.url()
                            + " does not say whether it has the store (expected: an answer; run it"
                            + " again, which is refused if it has)",
                    fault);
        }
    }

    private void copy() {
        long done = 0;
        for (var table : source.tables()) {
            try (var batches = source.batches(table, 0)) {
                for (var rows = batches.next(); !rows.isEmpty(); rows = batches.next()) {
                    watcher.at(Step.COPYING, table.name(), done, total);
                    target.put(table, rows);
                    done += rows.size();
                }
            }
        }
        watcher.at(Step.COPYING, "", done, total);
    }

    private void compare() {
        long done = 0;
        for (var table : source.tables()) {
            long compared = 0;
            target.analyze(table);
            try (var cursor = target.cursor(table)) {
                for (var rows = cursor.next(); !rows.isEmpty(); rows = cursor.next()) {
                    watcher.at(Step.COMPARING, table.name(), done + compared, total);
                    rows.forEach(row -> requireSame(table, row));
                    compared += rows.size();
                }
            }
            if (compared != source.count(table)) {
                throw different(table, compared + " rows arrived (expected: " + source.count(table) + ")");
            }
            done += compared;
        }
        watcher.at(Step.COMPARING, "", done, total);
    }

    private void requireSame(MovedTable table, MovedRow there) {
        var here = source.find(table, there.key()).orElseThrow(() -> different(table, "a row that the store has not"));
        here.difference(there).ifPresent(column -> {
            throw different(table, "column " + column + " of " + here.place() + " arrived as something else");
        });
    }

    private static MoveFailedException different(MovedTable table, String what) {
        return new MoveFailedException("table " + table.name() + ": " + what);
    }
}
