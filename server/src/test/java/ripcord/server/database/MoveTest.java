package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.database.Move.Step;

/// A store arrives whole in PostgreSQL, whatever interrupts it on the way, and is never served in two places.
class MoveTest extends MoveFixture {
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
                .containsExactlyInAnyOrder("flyway_schema_history", "whereabouts", "node", "node_gone", "change");
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
        for (boolean done = false; !done; ) {
            try {
                // Not at the first call, so that each run gets further, by one batch or two.
                Move.run(data, place, clock, interruptingTheCopyAt(2 + interruptions % 2));
                done = true;
            } catch (Interruption e) {
                interruptions++;
                assertThatNobodyServesIt();
            }
        }

        assertThat(interruptions).isGreaterThan(10);
        assertThat(there()).isEqualTo(before);
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
        try (var moved = Database.open(place, Clock.systemUTC())) {
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
        assertThatThrownBy(() -> Database.open(place, Clock.systemUTC())).hasMessageContaining("a part of a store");

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
    void aDatabaseWithoutRoomIsToldOfAndTheNextRunGoesOn() {
        Tables.fill(data, 1_100);
        Runnable full = () -> {
            there("create function full_disk() returns trigger language plpgsql as"
                    + " $$ begin raise exception sqlstate '53100' using message = 'could not extend file'; end $$");
            there("create trigger full_disk before insert on session execute function full_disk()");
        };

        assertThatThrownBy(() -> Move.run(data, place, clock, doing(Step.COPYING, full)))
                .isInstanceOf(MoveFailedException.class)
                .hasMessageContaining("has no room left on its disk")
                .hasMessageContaining("run ripcord migrate again, it goes on")
                .hasMessageNotContaining("\n");
        assertThatNobodyServesIt();

        there("drop function full_disk cascade");
        var report = move();
        assertThat(report.tables().getFirst().copied()).isZero();
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
