package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// A start that cannot be: one line, with what was expected.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class StoreFaultTest {
    @TempDir
    Path folder;

    private Said serve(String data) {
        return Said.by(
                "serve",
                "--port",
                "0",
                "--base-url",
                "http://localhost",
                "--data",
                folder.resolve(data).toString(),
                "--master-key-file",
                folder.resolve("master.key").toString());
    }

    private static void isOneLine(Said said, String... parts) {
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("ripcord: ").contains(parts).hasLineCount(1);
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws IOException {
        Files.createFile(folder.resolve("data"));

        isOneLine(serve("data"), "data: ", "it is no folder", "expected");
    }

    @Test
    void aDamagedStoreIsNamedAndLeftAsItIs() throws IOException {
        var store = Files.createDirectory(folder.resolve("data")).resolve("ripcord.db");
        Files.writeString(store, "no store at all, but as long as a header would be".repeat(9));

        isOneLine(serve("data"), store.toString(), "damaged", "restore a backup");
        assertThat(store).content().startsWith("no store at all");
    }

    @Test
    void aMasterKeyThatIsNoneIsNamed() throws IOException {
        Files.writeString(folder.resolve("master.key"), "short");

        isOneLine(serve("data"), "master.key", "expected: 32 bytes");
    }
}
