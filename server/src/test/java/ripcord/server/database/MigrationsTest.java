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
                tx.sql()
                        .update("delete from flyway_schema_history where version in"
                                + " ('9', '10', '11', '12', '13', '14', '15', '16', '17', '18')");
                tx.sql().update("drop index subject_by_reference");
                tx.sql().update("create unique index subject_by_reference on subject (tenant, authz_ref)");
                tx.sql().update("drop table loss");
                tx.sql().update("drop table node");
                tx.sql().update("drop table node_gone");
                tx.sql().update("drop table change");
                tx.sql().update("drop table whereabouts");
                tx.sql().update("alter table subscription drop column node");
                tx.sql().update("alter table subscription drop column opened_after");
                tx.sql().update("alter table subscription drop column lost_at");
                tx.sql().update("alter table subscription drop column report");
                tx.sql().update("alter table subject drop column erased");
                tx.sql().update("alter table client drop column ended_by");
                tx.sql().update("alter table client drop column end_detail");
                tx.sql().update("alter table tenant drop column ended_by");
                tx.sql().update("alter table tenant drop column end_detail");
                return tx.sql().update("pragma user_version = 6");
            });
        }

        try (var again = Database.open(folder, clock)) {
            assertThat(said(again)).isEqualTo(Migrations.NEWEST);
            long ended = again.query(sql -> sql.number("select count(ended_by) from client"));
            assertThat(ended).isZero();
            assertThat(indexed(again, "subject_by_reference")).isEqualTo("authz_ref tenant");
        }
    }

    private static String indexed(Database database, String index) {
        return database.query(sql -> String.join(
                " ", sql.list("select name from pragma_index_info(?) order by seqno", row -> row.text(1), index)));
    }

    private static long said(Database database) {
        return database.query(sql -> sql.number("pragma user_version"));
    }
}
