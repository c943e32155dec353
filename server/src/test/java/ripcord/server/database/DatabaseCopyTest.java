package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.database.Move.Step;
import ripcord.server.database.Move.Watcher;

/// A backup of a store in PostgreSQL is one moment of it, whole, or not there.
class DatabaseCopyTest extends MoveFixture {
    private static final int ROWS = 700;

    private Path copies;

    @BeforeEach
    void fill() throws IOException {
        Tables.fill(data, ROWS);
        move();
        copies = Files.createDirectory(folder.resolve("copies"));
    }

    private Path file() {
        return copies.resolve("ripcord.db");
    }

    private void copy(Watcher watcher) {
        assertThat(Backups.write(place, file(), watcher)).isPositive();
    }

    @Test
    void everyRowOfTheDatabaseIsInTheFile() throws IOException {
        copy(NOBODY);

        assertThat(Tables.contents(Tables.folder(copies)).equals(here())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThatNothingElseLies();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPYING", "COMPARING"})
    void whatIsWrittenMeanwhileIsNotInIt(Step when) {
        copy(doing(when, () -> {
            there("update tenant set name = 'another'");
            there("delete from session where created_at % 2 = 0");
            there("insert into idempotency (tenant, api_key, key, request, session, created_at)"
                    + " values ('a', 'b', 'c', 'd', '\\x00', 1)");
        }));

        assertThat(Tables.contents(Tables.folder(copies)).equals(here())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20})
    void anInterruptedOneLeavesNothing(int call) throws IOException {
        assertThatThrownBy(() -> Backups.write(place, file(), interruptingTheCopyAt(call)))
                .isInstanceOf(Interruption.class);

        try (var files = Files.list(copies)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatAKilledOneLeftIsNoHindrance() throws IOException {
        Files.writeString(copies.resolve(".ripcord.db.part"), "half");

        copy(NOBODY);

        assertThat(Tables.contents(Tables.folder(copies)).equals(here())).isTrue();
        assertThatNothingElseLies();
    }

    private void assertThatNothingElseLies() throws IOException {
        try (var files = Files.list(copies)) {
            assertThat(files).containsExactly(file());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from subject where rowid = 5",
                "update session set secret = x'00' where rowid = 5",
                "insert into policy (tenant, version, document, changed_at, actor) values ('x', 1, '', 1, '')"
            })
    void aCopyThatDiffersIsNone(String damage) {
        var damaging = doing(Step.COMPARING, () -> {
            try (var part = Sql.open(sqlite())) {
                part.update(damage);
            }
        });

        assertThatThrownBy(() -> Backups.write(place, file(), damaging))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("table ")
                .hasMessageContaining("there is no backup");
        assertThat(file()).doesNotExist();
    }

    private org.sqlite.SQLiteDataSource sqlite() {
        var source = new org.sqlite.SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + copies.resolve(".ripcord.db.part"));
        return source;
    }

    @Test
    void halfAStoreAndNoneAreRefused() {
        var empty = PostgresServer.empty(folder.resolve("empty"));
        assertThatThrownBy(() -> Backups.write(empty, file(), NOBODY))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("holds no store");
        there("create table migration (one integer)");

        assertThatThrownBy(() -> Backups.write(place, file(), NOBODY))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("a part of a store");
        assertThat(file()).doesNotExist();
    }
}
