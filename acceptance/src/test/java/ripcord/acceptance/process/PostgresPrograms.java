package ripcord.acceptance.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/// The programs of a PostgreSQL server, unpacked once from where Maven keeps them.
final class PostgresPrograms {
    private static final class Unpacked {
        static final Path FOLDER = unpack();
    }

    private PostgresPrograms() {}

    /// A command line.
    ///
    /// @param program `initdb` or `postgres`
    static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // They refuse to run as root; in a user namespace of its own, a process does not know that it is.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(Unpacked.FOLDER.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path unpack() {
        String archive = "/postgres-" + system() + ".txz";
        Path target = Build.root().resolve("acceptance/target");
        Path kept = target.resolve("postgres-programs");
        if (Files.exists(kept)) {
            return kept;
        }
        try (InputStream packed = PostgresPrograms.class.getResourceAsStream(archive)) {
            if (packed == null) {
                throw new IllegalStateException(archive + " is not on the class path (expected: PostgreSQL for this"
                        + " system, from io.zonky.test.postgres)");
            }
            Path fresh = Files.createTempDirectory(Files.createDirectories(target), "postgres");
            untar(new XZInputStream(packed), fresh);
            // Whoever was faster has unpacked the same.
            return Files.exists(kept) ? kept : Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch");
        return os + "-" + (arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm_64" : arch);
    }

    private static void untar(InputStream archive, Path folder) throws IOException {
        Process tar = Processes.start(
                new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString()).redirectErrorStream(true));
        try (OutputStream input = tar.getOutputStream()) {
            archive.transferTo(input);
        }
        Await.until(Duration.ofSeconds(30), "tar ends", () -> !tar.isAlive());
        if (tar.exitValue() != 0) {
            throw new IOException("tar ended with " + tar.exitValue());
        }
    }
}
