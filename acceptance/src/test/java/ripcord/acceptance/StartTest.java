package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.process.Build;
import ripcord.acceptance.process.ServerProcess;

/// What a packaged server finds ready when it starts. A build without an AOT cache has nothing ready, and is not asked.
@ResourceLock(Lanes.PATIENT)
class StartTest {
    private static final Path LIBRARIES = Build.root().resolve("server/target/lib");

    @TempDir
    private Path folder;

    @Test
    void sqliteIsLoadedFromBesideItsDriverAndNotUnpacked() throws IOException {
        assumeThat(LIBRARIES.resolveSibling("ripcord.aot")).exists();
        try (ServerProcess server = ServerProcess.start(folder)) {
            assertThat(list(LIBRARIES, "sqlite-jdbc-*[0-9]")).hasSize(1);
            assertThat(list(server.data().resolve("native"), "*")).isEmpty();
        }
    }

    /// No class of a signed jar is in an AOT cache, and each start would digest the whole jar.
    @Test
    void noJarIsSigned() throws IOException {
        assumeThat(LIBRARIES.resolveSibling("ripcord.aot")).exists();
        for (Path jar : list(LIBRARIES, "*.jar")) {
            try (var files = new JarFile(jar.toFile())) {
                assertThat(files.stream().map(ZipEntry::getName))
                        .as(jar.toString())
                        .noneMatch(name -> name.matches("META-INF/[^/]+\\.SF"));
                assertThat(manifest(files)).as(jar.toString()).doesNotContain("-Digest:");
            }
        }
    }

    private static String manifest(JarFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
        return entry == null ? "" : new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<Path> list(Path within, String glob) throws IOException {
        try (Stream<Path> files = Files.list(within)) {
            var matcher = within.getFileSystem().getPathMatcher("glob:" + glob);
            return files.filter(file -> matcher.matches(file.getFileName())).toList();
        }
    }
}
