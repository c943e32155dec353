package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.database.Move.Step;

/// A store that cannot be moved, or not there, is told of in one line, and nothing is changed.
class MoveRefusedTest extends MoveFixture {
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
        try (var database = Database.open(elsewhere(), Clock.systemUTC())) {
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
        try (var database = Database.open(elsewhere(), Clock.systemUTC())) {
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
}
