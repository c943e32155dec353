package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.database.Move.Step;

/// A store in a folder, an empty database, and ways to move the one to the other.
abstract class MoveFixture {
    static final Move.Watcher NOBODY = (_, _, _, _) -> {};

    final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    Path data;
    Store.Server place;

    @BeforeEach
    void makeAStore() {
        data = folder.resolve("data");
        Database.open(data, clock).close();
        place = PostgresServer.empty(data);
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    Move.Report move() {
        return Move.run(data, place, clock, NOBODY);
    }

    SortedMap<String, List<String>> here() {
        return Tables.contents(Tables.folder(data));
    }

    SortedMap<String, List<String>> there() {
        return Tables.contents(Tables.server(place));
    }

    void there(String sql) {
        Tables.execute(Tables.server(place), sql);
    }

    void here(String sql) {
        Tables.execute(Tables.folder(data), sql);
    }

    /// Thrown by a watcher: what a kill leaves behind between two batches.
    static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static Move.Watcher interruptingTheCopyAt(int call) {
        var calls = new AtomicInteger();
        return (step, _, _, _) -> {
            if (step == Step.COPYING && calls.incrementAndGet() == call) {
                throw new Interruption();
            }
        };
    }

    static Move.Watcher doing(Step when, Runnable what) {
        var done = new AtomicInteger();
        return (step, _, _, _) -> {
            if (step == when && done.getAndIncrement() == 0) {
                what.run();
            }
        };
    }

    void assertThatNobodyServesIt() {
        assertThatThrownBy(() -> Database.open(data, clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is being moved to " + place.url())
                .hasMessageContaining("ripcord migrate")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Database.open(place, clock))
                .hasMessageContaining("is being moved to")
                .hasMessageNotContaining("\n");
        var elsewhere = new Store.Server(place.url(), place.user(), null, folder.resolve("elsewhere"));
        assertThatThrownBy(() -> Database.open(elsewhere, clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("a part of a store that is being moved")
                .hasMessageContaining("ripcord migrate")
                .hasMessageNotContaining("\n");
    }
}
