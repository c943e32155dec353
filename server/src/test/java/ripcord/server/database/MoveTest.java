package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.MovableClock;
import ripcord.server.database.Move.Step;

/// A store arrives whole in PostgreSQL, whatever interrupts it on the way, and is never served in two places.
class MoveTest {
    private static final Move.Watcher NOBODY = (_, _, _, _) -> {};

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private Path data;
    private Store.Server place;

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

    private Move.Report move() {
        return Move.run(data, place, clock, NOBODY);
    }

    private SortedMap<String, List<String>> here() {
        return Tables.contents(Tables.folder(data));
    }

    private SortedMap<String, List<String>> there() {
        return Tables.contents(Tables.server(place));
    }

    private void there(String sql) {
        Tables.execute(Tables.server(place), sql);
    }

    private void here(String sql) {
        Tables.execute(Tables.folder(data), sql);
    }

    /// Thrown by a watcher: what a kill leaves behind between two batches.
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Move.Watcher interruptingAt(int call) {
        var calls = new AtomicInteger();
        return (_, _, _, _) -> {
            if (calls.incrementAndGet() == call) {
                throw new Interruption();
            }
        };
    }

    private static Move.Watcher doing(Step when, Runnable what) {
        var done = new AtomicInteger();
        return (step, _, _, _) -> {
            if (step == when && done.getAndIncrement() == 0) {
                what.run();
            }
        };
    }

    @Test
    void everyTableThatTheSchemaHasArrives() {
        Tables.fill(data, 40);
        var before = here();

        var report = move();

        assertThat(before)
                .hasSizeGreaterThan(10)
                .allSatisfy((_, rows) -> assertThat(rows).isNotEmpty());
        assertThat(there()).isEqualTo(before);
        assertThat(here()).isEqualTo(before);
        assertThat(report.tables()).extracting(Move.Moved::table).containsExactlyElementsOf(before.keySet());
        assertThat(report.tables()).allSatisfy(table -> {
            assertThat(table.rows()).isEqualTo(before.get(table.table()).size());
            assertThat(table.copied()).isEqualTo(table.rows());
        });
    }

    @Test
    void whatIsLeftOutIsAServersOwn() {
        assertThat(MovedTable.NOT_MOVED)
                .as("add a table here only if no store may miss it after a move")
                .containsExactlyInAnyOrder("flyway_schema_history", "node", "change");
    }

    @Test
    void emptyTablesArriveEmpty() {
        here("insert into revocation_head (one, seq, log) values (1, 7, 'x')");
        var before = here();

        move();

        assertThat(there()).isEqualTo(before);
    }

    @Test
    void interruptedAtEachBatchItGoesOnAndNothingArrivesTwice() {
        Tables.fill(data, 1_100);
        var before = here();

        int interruptions = 0;
        for (int call = 1; ; call++) {
            try {
                // Not the first: each run gets further.
                Move.run(data, place, clock, interruptingAt(2 + call % 3));
                break;
            } catch (Interruption e) {
                interruptions++;
                assertThatNobodyServesIt();
                assertThat(interruptions).isLessThan(200);
            }
            if (call > 60) {
                move();
                break;
            }
        }

        assertThat(interruptions).isGreaterThan(30);
        assertThat(there()).isEqualTo(before);
    }

    private void assertThatNobodyServesIt() {
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

    @Test
    void whatAnEarlierRunCopiedIsNotCopiedAgainAndIsCompared() {
        Tables.fill(data, 1_500);
        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COMPARING, () -> {
                    throw new Interruption();
                })))
                .isInstanceOf(Interruption.class);

        var report = move();

        assertThat(report.tables())
                .allSatisfy(table -> assertThat(table.copied()).isZero());
        assertThat(report.rows()).isGreaterThan(10_000);
        assertThat(there()).isEqualTo(here());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update session set acr = 'forged' where tenant = (select max(tenant) from session)",
                "update token_key set key = '\\x00' where id = 3",
                "update revocation set expires_at = expires_at + 1 where seq = 2",
                "update api_key set expires_at = null where id = (select max(id) from api_key where expires_at > 0)",
                "delete from revocation where seq = 3",
                "insert into revocation select 4711, tenant, target_type, target, effect, expires_at from revocation"
                        + " where seq = 2",
                "update revocation set seq = 4711 where seq = 3",
            })
    void aDifferenceIsFoundAndTheNextRunCopiesEverythingAnew(String plant) {
        Tables.fill(data, 30);

        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COMPARING, () -> there(plant))))
                .isInstanceOf(MoveFailedException.class)
                .hasMessageContaining("table ")
                .hasMessageContaining("copies everything anew")
                .hasMessageNotContaining("\n");
        assertThatNobodyServesIt();

        move();
        assertThat(there()).isEqualTo(here());
    }

    @Test
    void newRowsGetNumbersBehindThoseThatArrived() throws SQLException {
        Tables.fill(data, 3);

        move();

        there("insert into session_history (tenant, session, at, event, actor) values ('t', 'x', 1, 'e', 'a')");
        try (var connection = Tables.server(place);
                var statement = connection.createStatement();
                var found = statement.executeQuery("select max(line) from session_history")) {
            found.next();
            assertThat(found.getLong(1)).isEqualTo(4);
        }
    }

    @Test
    void aStoreThatWasMovedIsServedThereWithTheSameFolderAndNotHere() {
        Tables.fill(data, 3);
        move();

        assertThatThrownBy(() -> Database.open(data, clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("was moved to " + place.url())
                .hasMessageContaining("to go back, delete " + data.resolve("ripcord.moved"))
                .hasMessageNotContaining("\n");
        try (var moved = Database.open(place, clock)) {
            String log = moved.query(sql -> sql.one("select log from revocation_head", row -> row.text(1)))
                    .orElseThrow();
            assertThat(log).startsWith("log");
        }
    }

    @Test
    void aMoveThatIsDoneIsNotDoneAgain() {
        Tables.fill(data, 3);
        move();
        there("update revocation_head set seq = 4711");

        var again = move();

        assertThat(again.doneBefore()).isTrue();
        assertThat(there()).isNotEqualTo(here());
    }

    @Test
    void aKillBeforeTheLastStepLeavesNoServerWithEither() {
        Tables.fill(data, 3);
        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COMPARING, () -> {
                    throw new Interruption();
                })))
                .isInstanceOf(Interruption.class);
        MoveMarker.in(data).orElseThrow().moved(clock.instant()).write(data);

        assertThatThrownBy(() -> Database.open(data, clock)).hasMessageContaining("was moved to");
        assertThatThrownBy(() -> Database.open(place, clock)).hasMessageContaining("a part of a store");

        assertThat(move().doneBefore()).isFalse();
        assertThat(there()).isEqualTo(here());
    }

    @Test
    void whoGoesBackMayMoveLaterAndWhatChangedMeanwhileArrives() throws Exception {
        Tables.fill(data, 1_100);
        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COMPARING, () -> {
                    throw new Interruption();
                })))
                .isInstanceOf(Interruption.class);
        Files.delete(data.resolve("ripcord.moved"));
        try (var database = Database.open(data, clock)) {
            database.write(tx -> tx.sql().update("update session set acr = 'later' where created_at = 2"));
            database.write(tx -> tx.sql().update("delete from revocation where seq = 3"));
        }

        move();

        assertThat(there()).isEqualTo(here());
    }

    @Test
    void aStoreThatWasMovedIsNotMovedElsewhere() {
        Tables.fill(data, 3);
        move();
        place = PostgresServer.empty(data);

        assertThatThrownBy(this::move)
                .isInstanceOf(MoveRefusedException.class)
                .hasMessageContaining("was moved to")
                .hasMessageNotContaining("\n");
        assertThat(there()).isEmpty();
    }

    @Test
    void aServerThatRunsKeepsItsStore() {
        Tables.fill(data, 3);
        try (var _ = Database.open(data, clock)) {
            assertThatThrownBy(this::move)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("in use by another server");
        }
        assertThat(there()).isEmpty();
        Database.open(data, clock).close();
    }

    @Test
    void aServerThatHasTheDatabaseKeepsIt() {
        Tables.fill(data, 3);
        try (var database = Database.open(elsewhere(), clock)) {
            database.join();
            assertThatThrownBy(this::move)
                    .isInstanceOf(MoveRefusedException.class)
                    .hasMessageNotContaining("\n");
        }
        Database.open(data, clock).close();
    }

    private Store.Server elsewhere() {
        return new Store.Server(place.url(), place.user(), null, folder.resolve("elsewhere"));
    }

    @Test
    void aDatabaseWithAStoreIsNotOverwritten() {
        Tables.fill(data, 3);
        try (var database = Database.open(elsewhere(), clock)) {
            database.write(tx -> tx.sql().update("insert into revocation_head (one, seq, log) values (1, 7, 'other')"));
        }

        assertRefused("holds a store (expected: an empty database");
    }

    @Test
    void aDatabaseWithAPartOfAnotherStoreIsNotOverwritten() throws Exception {
        Tables.fill(data, 3);
        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COMPARING, () -> {
                    throw new Interruption();
                })))
                .isInstanceOf(Interruption.class);
        Files.delete(data.resolve("ripcord.moved"));
        here("update revocation_head set log = 'another'");

        assertRefused("holds a part of another store");
    }

    @Test
    void aDatabaseOfAnotherProgramIsNotTouched() {
        Tables.fill(data, 3);
        there("create table bookmark (url text)");

        assertRefused("is not empty (expected: an empty database");
        assertThat(there()).containsOnlyKeys("bookmark");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::move)
                .isInstanceOf(MoveRefusedException.class)
                .hasMessageStartingWith("--database-url: " + place.url() + " ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
        Database.open(data, clock).close();
    }

    @Test
    void aFolderWithoutAStoreStaysOne() {
        var empty = folder.resolve("nothing");

        assertThatThrownBy(() -> Move.run(empty, place, clock, NOBODY))
                .isInstanceOf(MoveRefusedException.class)
                .hasMessageContaining("holds no store");
        assertThat(empty).doesNotExist();
    }

    @Test
    void aStoreThatNobodyHasBegunIsNoStore() {
        assertThatThrownBy(this::move).isInstanceOf(MoveRefusedException.class).hasMessageContaining("was never begun");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update session set device_label = 'a' || char(0) || 'b' where rowid = 2;U+0000",
                "update session set created_at = 'yesterday' where rowid = 2;String (expected: NUMBER",
                "update session set subject = x'00ff' where rowid = 2;byte[] (expected: TEXT",
                "update session set persistent = 99999999999 where rowid = 2;PostgreSQL refuses it",
            })
    void whatPostgresCannotKeepIsNamedAndWhenItIsMendedTheMoveGoesOn(String plantAndWord) {
        Tables.fill(data, 3);
        var plant = plantAndWord.split(";", 2);
        here(plant[0]);

        assertThatThrownBy(this::move)
                .isInstanceOf(MoveFailedException.class)
                .hasMessageContaining("table session, rowid 2")
                .hasMessageContaining(plant[1])
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("subject\t");

        here("delete from session where rowid = 2");
        move();
        assertThat(there()).isEqualTo(here());
    }

    @Test
    void largeValuesArrive() {
        Tables.fill(data, 6);
        here("update policy set document = hex(randomblob(2000000))");
        here("update session set secret = randomblob(3000000) where rowid % 3 = 0");

        move();

        assertThat(there().equals(here())).isTrue();
    }

    @Test
    void aConnectionThatIsLostIsToldAndTheNextRunGoesOn() {
        Tables.fill(data, 2_500);

        for (var step : Step.values()) {
            assertThatThrownBy(() -> Move.run(data, place, clock, doing(step, () -> PostgresServer.killAll(data))))
                    .isInstanceOf(MoveFailedException.class)
                    .hasMessageContaining("run ripcord migrate again, it goes on")
                    .hasMessageNotContaining("\n");
            assertThatNobodyServesIt();
        }

        move();
        assertThat(there()).isEqualTo(here());
    }

    @Test
    void aStoreOfAnOlderVersionArrivesWithTheNewestTables() {
        Tables.fill(data, 3);
        here("pragma user_version = 6");

        move();

        assertThat(there()).isEqualTo(here());
    }
}
