package ripcord.server.database;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.api.FlywayException;
import ripcord.server.database.MoveTarget.Found;
import ripcord.server.database.MoveTarget.Reached;

/// Moves a store from a folder to an empty database: copies it, compares every row, and makes the copy the store. May
/// be interrupted at any point, and goes on where it was when it is run again.
///
/// At no point can one server go on with the store here and another one there: before anything is copied a marker in
/// the folder keeps servers from that, and a table in the database keeps them from there until all of it has arrived.
public final class Move {
    private final Path folder;
    private final MoveSource source;
    private final MoveTarget target;
    private final InstantSource clock;
    private final Watcher watcher;

    private Move(Path folder, MoveSource source, MoveTarget target, InstantSource clock, Watcher watcher) {
        this.folder = folder;
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.watcher = watcher;
    }

    /// What is being done.
    public enum Step {
        COPYING,
        COMPARING
    }

    /// Who wants to know how it goes. Called between two batches.
    @FunctionalInterface
    public interface Watcher {
        /// Told; what it throws interrupts the move.
        ///
        /// @param done  how many rows of all tables
        /// @param total how many there are
        void at(Step step, String table, long done, long total);
    }

    /// A table that has arrived.
    ///
    /// @param rows   how many it has, each of them compared
    /// @param copied how many of them this run copied; the others an earlier one, which was interrupted
    public record Moved(String table, long rows, long copied) {}

    /// What was done.
    ///
    /// @param tables     by name; none if it had been done before
    /// @param doneBefore whether the database had the store already
    public record Report(List<Moved> tables, boolean doneBefore) {
        /// Copies the list.
        public Report {
            tables = List.copyOf(tables);
        }

        /// Of all tables.
        public long rows() {
            return tables.stream().mapToLong(Moved::rows).sum();
        }
    }

    /// Moves it.
    ///
    /// @param folder of the store; what is in it stays as it is, and no server serves it afterwards
    /// @throws MoveRefusedException      if something was stated wrongly: nothing was changed
    /// @throws StoreUnavailableException if a server has the folder, or it cannot be read: nothing was changed
    /// @throws MoveFailedException       if it was begun and did not come to its end
    public static Report run(Path folder, Store.Server place, InstantSource clock, Watcher watcher) {
        try (var source = MoveSource.open(folder, clock);
                var target = opened(place)) {
            return new Move(folder, source, target, clock, watcher).run();
        }
    }

    private static MoveTarget opened(Store.Server place) {
        try {
            return MoveTarget.open(place);
        } catch (StoreUnavailableException e) {
            throw refused(PostgresFault.of(place.url(), e));
        }
    }

    private static MoveRefusedException refused(StoreUnavailableException told) {
        return new MoveRefusedException(String.valueOf(told.getMessage()), told);
    }

    private Report run() {
        Optional<Begun> begun;
        try {
            begun = begun();
        } catch (StoreUnavailableException | FlywayException e) {
            throw refused(target.told(e));
        }
        return begun.map(this::run).orElseGet(() -> new Report(List.of(), true));
    }

    /// A move that was begun now or before.
    private record Begun(MoveMarker marker, Reached reached) {}

    /// Empty if the store has arrived.
    private Optional<Begun> begun() {
        var marker = MoveMarker.in(folder);
        boolean moved =
                marker.filter(known -> known.state() == MoveMarker.State.MOVED).isPresent();
        var found = target.look();
        if (found instanceof Found.Whole(var log) && moved && log.equals(source.log())) {
            return Optional.empty();
        }
        if (found instanceof Found.Half half && marker.isPresent() && isOf(half, marker.get())) {
            return Optional.of(new Begun(marker.get(), half.reached()));
        }
        refuseOthers(found);
        if (moved) {
            throw new MoveRefusedException(marker.orElseThrow().said(folder));
        }
        return Optional.of(begin(found));
    }

    /// A program of another version goes on with other tables.
    private static boolean isOf(Found.Half half, MoveMarker marker) {
        return half.id().equals(marker.id()) && half.version() == Migrations.NEWEST;
    }

    private void refuseOthers(Found found) {
        var holds = switch (found) {
            case Found.Empty _ -> "";
            case Found.Whole _ -> "a store";
            case Found.Half half -> half.log().equals(source.log()) ? "" : "a part of another store";
        };
        if (!holds.isEmpty()) {
            throw new MoveRefusedException("--database-url: " + target.url() + " holds " + holds
                    + " (expected: an empty database; nothing is overwritten)");
        }
    }

    /// The marker comes last: a move that cannot be begun keeps nobody from the folder.
    private Begun begin(Found found) {
        var id = UUID.randomUUID().toString();
        target.begin(id, source.log(), found);
        requireSameTables();
        var marker = new MoveMarker(MoveMarker.State.MOVING, id, source.log(), target.url(), clock.instant());
        marker.write(folder);
        return new Begun(marker, new Reached("", 0));
    }

    private void requireSameTables() {
        if (!MovedTable.areSame(source.tables(), target.tables())) {
            throw new MoveRefusedException("--data: the store has other tables than this version makes (expected: a"
                    + " store that no newer version has served)");
        }
    }

    private Report run(Begun begun) {
        try {
            var marker = begun.marker;
            var run = new Run(source, target, watcher, marker.id());
            run.copy(begun.reached);
            run.compare();
            // From here on no server has the folder, whatever becomes of this process.
            marker.moved(clock.instant()).write(folder);
            target.finish(marker.id());
            return new Report(run.moved(), false);
        } catch (StoreUnavailableException e) {
            throw new MoveFailedException(
                    target.told(e).getMessage() + "; what was moved stays: run ripcord migrate again, it goes on", e);
        }
    }

    /// The work between beginning and end.
    private static final class Run {
        private final MoveSource source;
        private final MoveTarget target;
        private final Watcher watcher;
        private final String id;
        private final List<Moved> moved = new ArrayList<>();
        private final long total;

        Run(MoveSource source, MoveTarget target, Watcher watcher, String id) {
            this.source = source;
            this.target = target;
            this.watcher = watcher;
            this.id = id;
            this.total = source.tables().stream().mapToLong(source::count).sum();
        }

        List<Moved> moved() {
            return moved;
        }

        /// Goes on behind `reached`.
        void copy(Reached reached) {
            long done = 0;
            var at = reached;
            for (var table : source.tables()) {
                long before = before(table, reached);
                done += before;
                try (var batches = source.batches(table, before)) {
                    long copied = 0;
                    for (var rows = batches.next(); !rows.isEmpty(); rows = batches.next()) {
                        watcher.at(Step.COPYING, table.name(), done, total);
                        copied += rows.size();
                        var next = new Reached(table.name(), before + copied);
                        target.add(table, rows, id, at, next);
                        at = next;
                        done += rows.size();
                    }
                    moved.add(new Moved(table.name(), before + copied, copied));
                }
            }
            watcher.at(Step.COPYING, "", done, total);
        }

        /// How many of a table's rows are there already.
        private long before(MovedTable table, Reached reached) {
            int order = table.name().compareTo(reached.table());
            if (order == 0) {
                return reached.copied();
            }
            return order < 0 ? source.count(table) : 0;
        }

        /// Every row there is the same here, and there are as many: so each of the rows here is there.
        void compare() {
            long done = 0;
            for (var table : source.tables()) {
                watcher.at(Step.COMPARING, table.name(), done, total);
                target.analyze(table);
                long there = compare(table, done);
                long here = source.count(table);
                if (there != here) {
                    throw different("table " + table.name() + ": " + there + " rows arrived (expected: " + here + ")");
                }
                done += there;
            }
            watcher.at(Step.COMPARING, "", done, total);
        }

        private long compare(MovedTable table, long done) {
            long compared = 0;
            try (var reading = target.read(table)) {
                for (var rows = reading.next(); !rows.isEmpty(); rows = reading.next()) {
                    rows.forEach(row -> requireSame(table, row));
                    compared += rows.size();
                    watcher.at(Step.COMPARING, table.name(), done + compared, total);
                }
            }
            return compared;
        }

        private void requireSame(MovedTable table, MovedRow there) {
            var here = source.find(table, there.key())
                    .orElseThrow(() -> different("table " + table.name() + ": a row that the store has not"));
            here.difference(there).ifPresent(column -> {
                throw different(here.place() + ", column " + column + ": arrived as something else");
            });
        }

        private MoveFailedException different(String what) {
            target.spoil(id);
            return new MoveFailedException(
                    what + "; nothing can be served from there: run ripcord migrate again, it copies everything anew");
        }
    }
}
