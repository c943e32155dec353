package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

class MigrationsTest {
    private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    @Test
    void theNewestMigrationIsTheOneThatAStoreIsSaidToHave() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            int newest = files.map(file -> VERSION.matcher(file.getFileName().toString()))
                    .peek(name -> assertThat(name.matches()).as(name.toString()).isTrue())
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElseThrow();

            assertThat(Migrations.NEWEST).isEqualTo(newest);
        }
    }

    @Test
    void aStoreThatIsOlderGetsWhatItLacksWhenItIsOpened() {
        try (var database = Database.open(folder, clock)) {
            assertThat(said(database)).isEqualTo(Migrations.NEWEST);
            database.write(tx -> {
                tx.sql().update("delete from flyway_schema_history where version = '6'");
                tx.sql().update("alter table api_key drop column last_used_at");
                tx.sql().update("alter table signing_key drop column wanted_at");
                return tx.sql().update("pragma user_version = 4");
            });
        }

        try (var again = Database.open(folder, clock)) {
            assertThat(said(again)).isEqualTo(Migrations.NEWEST);
            long used = again.query(sql -> sql.number("select count(last_used_at) from api_key"));
            assertThat(used).isZero();
        }
    }

    private static long said(Database database) {
        return database.query(sql -> sql.number("pragma user_version"));
    }
}
