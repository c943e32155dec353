package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;

/// A copy of this checkout, as somebody has it who cloned it, and a shell in it. What the build made comes along, so
/// that the server is not built again. The server does not touch the home of whoever runs the tests.
public final class Checkout implements AutoCloseable {
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", "data");
    private static final List<String> BUILT = List.of("server/target/lib", "server/target/ripcord-server.jar");
    private static final String VERIFIER = "verifier/target";
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    /// How commands ended.
    ///
    /// @param printed on both streams
    public record Ended(int status, String printed) {}

    private final Path folder;
    private final Path home;
    private final List<Process> running = new ArrayList<>();

    private Checkout(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    /// Copies what a clone would hold, and what the build made.
    ///
    /// @param folder empty
    public static Checkout copyTo(Path folder) throws IOException {
        Path root = Build.root();
        Path copy = Files.createDirectory(folder.resolve("ripcord"));
        // The sources are older than what was made of them, which keeps its times: the AOT cache knows the jars by
        // theirs.
        copyTree(root, copy, LEFT_OUT, _ -> LONG_AGO);
        for (String built : BUILT) {
            copyBuilt(root.resolve(built), copy.resolve(built));
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(root.resolve(VERIFIER), "*.jar")) {
            for (Path jar : jars) {
                copyBuilt(jar, copy.resolve(VERIFIER).resolve(jar.getFileName()));
            }
        }
        Path cache = root.resolve("server/target/ripcord.aot");
        if (Files.exists(cache)) {
            copyBuilt(cache, copy.resolve("server/target/ripcord.aot"));
        }
        return new Checkout(copy, Files.createDirectory(folder.resolve("home")));
    }

    private static void copyBuilt(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        copyTree(from, to, Set.of(), UnaryOperator.identity());
    }

    private static void copyTree(Path from, Path to, Set<String> leftOut, UnaryOperator<FileTime> time)
            throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (leftOut.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                return at(target, attributes);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException fault) throws IOException {
                Path target = to.resolve(from.relativize(directory).toString());
                return at(target, Files.readAttributes(directory, BasicFileAttributes.class));
            }

            private FileVisitResult at(Path target, BasicFileAttributes attributes) throws IOException {
                Files.setLastModifiedTime(target, time.apply(attributes.lastModifiedTime()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// Runs until [#close].
    public void startInBackground(String commands) {
        // `exec`: what is stopped later is the server and not a shell that has it as a child.
        start("exec " + commands, "server.log");
    }

    public void awaitHealthy(int port) {
        URI server = URI.create("http://localhost:" + port);
        Http http = Http.toServer(Duration.ofSeconds(5));
        Await.until(Duration.ofMinutes(3), "the server of the copy answers", () -> {
            if (!running.getFirst().isAlive()) {
                throw new AssertionError("the server ended; it printed: " + printed("server.log"));
            }
            try {
                return http.send(Call.to(server, "/health").get()).status() == 200;
            } catch (LostAnswerException _) {
                return false;
            }
        });
    }

    /// Stops at the first command that fails, and with it what was left in the background.
    public Ended type(String commands, Duration patience) {
        Process shell = start("set -eu\ntrap 'jobs -p | xargs -r kill' EXIT\n" + commands, "typed.log");
        try {
            if (!shell.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not done within " + patience + ": " + printed("typed.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Ended(shell.exitValue(), printed("typed.log"));
    }

    private Process start(String script, String log) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(log).toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        // where the master key goes; Maven needs the real one
                        "RIPCORD_JAVA_OPTIONS",
                        "-Duser.home=" + home));
        try {
            Process process = Processes.start(builder);
            running.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String printed(String log) {
        try {
            return Files.readString(home.resolve(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : running) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            Processes.kill(process);
        }
    }
}
