package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.database.Database;

class SessionRowsTest {
    /// The writer does it, and all who write wait for it: a walk over a million sessions is seconds.
    @Test
    void howeverManyAreWantedSqliteLooksEachUpAndWalksOverNoTable(@TempDir Path folder) {
        try (var database = Database.open(folder, Clock.systemUTC())) {
            for (int slots = 1; slots <= Pace.MOST; slots *= 2) {
                var values = Collections.nCopies(2 * slots, "").toArray();
                var explained = "explain query plan " + SessionRows.select(slots);
                var steps = database.query(sql -> sql.list(explained, row -> row.text(4), values));

                assertThat(steps)
                        .as("%d wanted", slots)
                        .anyMatch(step -> step.startsWith("SEARCH s USING INDEX"))
                        .filteredOn(step -> step.startsWith("SCAN ") && !step.contains("CONSTANT"))
                        .containsExactlyInAnyOrder("SCAN wanted", "SCAN revocation_head");
            }
        }
    }
}
