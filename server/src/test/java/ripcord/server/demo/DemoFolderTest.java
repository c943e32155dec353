package ripcord.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    Path parent;

    @Test
    void whatADemoDidNotMakeIsNeitherTakenNorDeleted() throws IOException {
        Files.createDirectories(parent.resolve("store"));
        Files.writeString(parent.resolve("store/precious"), "data");
        var folder = new DemoFolder(parent);

        assertThatThrownBy(folder::make).isInstanceOf(DemoException.class).hasMessageContaining("other things");
        folder.delete();

        assertThat(parent.resolve("store/precious")).exists();
    }

    @Test
    void itLeavesNothingBehind() throws IOException {
        var folder = new DemoFolder(parent.resolve("demo"));
        folder.make();
        folder.record(List.of(Recorded.of("server", ProcessHandle.current(), 1)));
        Files.createDirectory(folder.store());
        Files.writeString(folder.rootKey(), "key");
        folder.writeServicesKey("key");

        assertThat(folder.recorded()).hasSize(1);
        folder.delete();

        assertThat(folder.path()).doesNotExist();
    }
}
