package ripcord.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;

class SqlDatabaseChecksTest {
    @TempDir
    Path folder;

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private static Finding about(String what, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.about().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDatabaseThatDoesNotSyncIsAnErrorAndTheRestIsWell() {
        var findings = SqlDatabaseChecks.of(PostgresServer.store(folder), now());

        assertThat(about("durability", findings).level()).isEqualTo(Finding.Level.ERROR);
        assertThat(about("durability", findings).found()).startsWith("fsync is off");
        assertThat(about("store", findings).level()).isEqualTo(Finding.Level.OK);
        assertThat(about("clock", findings).level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void aClockThatDiffersIsAWarning() {
        var findings = SqlDatabaseChecks.of(PostgresServer.store(folder), now().plus(Duration.ofMinutes(1)));

        assertThat(about("clock", findings).level()).isEqualTo(Finding.Level.WARNING);
    }

    @Test
    void aClockWithWhichNoServerStartsIsAnError() {
        var findings = SqlDatabaseChecks.of(PostgresServer.store(folder), now().minus(Duration.ofMinutes(11)));

        assertThat(about("clock", findings).level()).isEqualTo(Finding.Level.ERROR);
        assertThat(about("clock", findings).found()).contains("ahead of this machine's");
    }

    @Test
    void aClockThatNoServerGoesByIsAWarning() {
        var store = PostgresServer.store(folder);
        PostgresServer.executeIn(folder, "insert into node values ('one', 'dev', 1, 1, 0, -90000)");

        var found = about("clock", SqlDatabaseChecks.of(store, now()));

        assertThat(found.level()).isEqualTo(Finding.Level.WARNING);
        assertThat(found.found()).contains("-90000 ms ahead of what its servers go by");
    }

    @Test
    void whatAFailoverLostIsTold() {
        var store = PostgresServer.store(folder);
        long millis = now().toEpochMilli();
        PostgresServer.executeIn(
                folder,
                "insert into loss values (%1$d, 'one', %1$d000, %1$d000 - 5000000, 3), (%1$d, 'two', %1$d000, %1$d000, 1)"
                        .formatted(millis - millis % 60_000));

        var found = about("losses", SqlDatabaseChecks.of(store, now()));

        assertThat(found.level()).isEqualTo(Finding.Level.WARNING);
        assertThat(found.found()).endsWith("entries of the log given back: 4");
    }

    @Test
    void aDatabaseWithoutAStoreIsAWarning() {
        var findings = SqlDatabaseChecks.of(PostgresServer.empty(folder), now());

        assertThat(about("store", findings).level()).isEqualTo(Finding.Level.WARNING);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsOneError() {
        var nobody = new Store.Server("jdbc:postgresql://localhost:1/x", "x", null, folder);

        assertThat(SqlDatabaseChecks.of(nobody, now())).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
            assertThat(finding.found()).contains("cannot be reached");
        });
    }
}
