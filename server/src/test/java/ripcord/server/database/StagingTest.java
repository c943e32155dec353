package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A store comes whole into a folder of its own, or not at all.
class StagingTest {
    @TempDir
    Path folder;

    private Path backup;
    private Path data;

    @BeforeEach
    void writeBackup() throws IOException {
        backup = Files.writeString(folder.resolve("backup.db"), "a backup");
        data = folder.resolve("srv/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ripcord.db", "ripcord.db-wal", "ripcord.db-shm", "ripcord.db-journal"})
    void whatCameMeanwhileIsNeitherReplacedNorMixedIn(String name) throws IOException {
        try (var staging = Staging.of(backup, data)) {
            Files.writeString(data.resolve(name), "another's");

            assertThatThrownBy(staging::publish)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("folder without");
        }

        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve(name));
        }
        assertThat(data.resolve(name)).hasContent("another's");
    }

    @Test
    void withoutAStoreNothingStaysThatWasMadeForIt() throws IOException {
        try (var staging = Staging.of(backup, data)) {
            var key = data.resolve("root.key");
            staging.making(key);
            Files.writeString(key, "a key of a store that is not to be");
        }

        assertThat(folder.resolve("srv")).doesNotExist();
    }

    @Test
    void whatWasThereBeforeStays() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("root.key"), "somebody's");
        try (var staging = Staging.of(backup, data)) {
            staging.making(data.resolve("root.key"));
        }

        assertThat(data.resolve("root.key")).hasContent("somebody's");
        assertThat(data).isDirectoryNotContaining("glob:**/{ripcord.lock,.restoring}");
    }

    @Test
    void aPublishedStoreStaysWithItsLock() {
        try (var staging = Staging.of(backup, data)) {
            staging.publish();
        }

        assertThat(data.resolve("ripcord.db")).hasContent("a backup");
        assertThat(data.resolve("ripcord.lock")).exists();
        assertThat(data.resolve(".restoring")).doesNotExist();
    }

    /// Nobody may want that restore any more, and what it left has every secret of a store.
    @Test
    void whatWasLeftOfOneThatWasKilledGoesWithTheNextServer() throws IOException {
        var left = Files.createDirectories(data.resolve(".restoring"));
        Files.writeString(left.resolve("ripcord.db"), "secrets");

        DataFolder.open(data).close();

        assertThat(left).doesNotExist();
        assertThat(data.resolve("ripcord.db")).isEmptyFile();
    }
}
