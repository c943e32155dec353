package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.Main;
import ripcord.server.MovableClock;

/// `ripcord migrate` as a process with little memory, which is killed again and again.
class KilledMoveTest {
    private static final long SEED = 20260401;
    private static final int ROWS = 3_000;
    private static final int KILLS_WHILE_COPYING = 5;
    private static final int KILLS = 7;
    private static final int MOST_BATCHES = 12;
    private static final int LONGEST_LIFE_MS = 3_000;

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private Path data;
    private Store.Server place;

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private Process migrate() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx36m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of("migrate", "--data", data.toString(), "--database-url", place.url()));
        command.addAll(List.of("--database-user", place.user()));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("complaints").toFile())
                .redirectOutput(said().toFile())
                .start();
    }

    private Path said() {
        return folder.resolve("said");
    }

    @Test
    void aMoveThatIsKilledAgainAndAgainArrivesWholeAndIsNeverServedTwice() throws Exception {
        data = folder.resolve("data");
        Database.open(data, new MovableClock()).close();
        Tables.fill(data, ROWS);
        Tables.execute(Tables.folder(data), "update session set device_user_agent = hex(randomblob(3000))");
        Tables.execute(Tables.folder(data), "update policy set document = hex(randomblob(6000))");
        place = PostgresServer.empty(data);
        var before = Tables.contents(Tables.folder(data));
        assertThat(Files.size(data.resolve("ripcord.db")))
                .as("more than the process has memory")
                .isGreaterThan(50_000_000);

        boolean ended = false;
        for (int kill = 0; kill < KILLS && !ended; kill++) {
            var process = migrate();
            try {
                ended = kill < KILLS_WHILE_COPYING
                        ? endsBeforeBatches(process, 1 + random.nextInt(MOST_BATCHES))
                        : process.waitFor(500 + random.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThatNobodyCanServeBoth();
        }
        if (!ended) {
            var last = migrate();
            assertThat(last.waitFor())
                    .as(Files.readString(folder.resolve("complaints")))
                    .isZero();
        }

        assertThat(Files.readString(said())).startsWith("Moved ").hasLineCount(1);
        assertThat(Tables.contents(Tables.server(place)).equals(before)).isTrue();
        assertThat(Tables.contents(Tables.folder(data)).equals(before)).isTrue();
    }

    /// Whether it ends before it has copied so many batches more.
    private boolean endsBeforeBatches(Process process, int batches) throws SQLException {
        try (var connection = Tables.server(place)) {
            var reached = reached(connection);
            for (int seen = 0; seen < batches; ) {
                if (!process.isAlive()) {
                    return true;
                }
                var now = reached(connection);
                seen += now.equals(reached) ? 0 : 1;
                reached = now;
            }
            return false;
        }
    }

    private static String reached(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select table_name || copied from migration")) {
            return found.next() ? found.getString(1) : "";
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as("the table is not there").isEqualTo("42P01");
            return "";
        }
    }

    /// A database that a server would take has all of the store, and then no server takes the folder.
    private void assertThatNobodyCanServeBoth() throws SQLException {
        boolean there;
        try (var connection = Tables.server(place)) {
            var tables = Tables.tables(connection);
            there = tables.contains("revocation_head")
                    && !tables.contains(MoveTarget.PROGRESS)
                    && !Tables.contents(Tables.server(place))
                            .get("revocation_head")
                            .isEmpty();
        }
        var marker = MoveMarker.in(data).map(MoveMarker::state);
        if (there) {
            assertThat(marker).contains(MoveMarker.State.MOVED);
        }
    }
}
