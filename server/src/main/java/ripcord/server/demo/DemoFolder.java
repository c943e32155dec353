package ripcord.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The folder where a demo keeps everything: the store, keys, logs, and which processes it started.
///
/// @param path as it was stated
record DemoFolder(Path path) {
    private static final String PROCESSES = "processes";
    private static final String STORE = "store";
    private static final Set<String> OURS = Set.of(
            PROCESSES, STORE, "master.key", "services.key", "server.log", "orders.log", "payments.log", "chat.log");

    private static final Path USUAL = Path.of("demo-data");

    /// The one that is stated, or the usual one; where that cannot be made, one among the temporary files.
    static DemoFolder choose(@Nullable Path stated) {
        if (stated != null) {
            return new DemoFolder(stated);
        }
        boolean writable =
                Files.isWritable(Files.exists(USUAL) ? USUAL : Path.of("").toAbsolutePath());
        return new DemoFolder(writable ? USUAL : Path.of(System.getProperty("java.io.tmpdir"), "ripcord-demo"));
    }

    /// Whether it is found without being stated.
    boolean isUsual() {
        return equals(choose(null));
    }

    Path store() {
        return path.resolve(STORE);
    }

    Path rootKey() {
        return store().resolve("root.key");
    }

    Path masterKey() {
        return path.resolve("master.key");
    }

    Path servicesKey() {
        return path.resolve("services.key");
    }

    Path log(String process) {
        return path.resolve(process + ".log");
    }

    private Path processes() {
        return path.resolve(PROCESSES);
    }

    /// Makes it, empty but for the list of processes.
    ///
    /// @throws DemoException if it holds what is not a demo's, or cannot be made
    void make() {
        try {
            refuseWhatIsNotOurs();
            delete();
            Files.createDirectories(path, forOwnerAlone("rwx------"));
            Files.createFile(processes());
        } catch (IOException e) {
            throw new DemoException("--data: " + path + " cannot be written (expected: a folder of its own)", e);
        }
    }

    private void refuseWhatIsNotOurs() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (var files = Files.list(path)) {
            var strange = files.map(file -> file.getFileName().toString()).filter(name -> !OURS.contains(name));
            if (strange.findAny().isPresent() || (!isEmpty() && !isDemo())) {
                throw new DemoException("--data: " + path + " holds other things (expected: a folder of its own)");
            }
        }
    }

    private boolean isEmpty() throws IOException {
        try (var files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    /// Whether a demo made this folder and has not been stopped since.
    boolean isDemo() {
        return Files.isRegularFile(processes());
    }

    /// Writes a process down.
    void record(List<Recorded> processes) {
        try {
            Files.writeString(
                    processes(),
                    processes.stream().map(process -> process.line() + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new DemoException(processes() + " cannot be written", e);
        }
    }

    /// What was written down.
    List<Recorded> recorded() {
        try {
            return isDemo()
                    ? Files.readAllLines(processes()).stream()
                            .flatMap(line -> Recorded.read(line).stream())
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new DemoException(processes() + " cannot be read", e);
        }
    }

    /// A file's only line.
    String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new DemoException(file + " cannot be read", e);
        }
    }

    void writeServicesKey(String key) {
        try {
            Files.createFile(servicesKey(), forOwnerAlone("rw-------"));
            Files.writeString(servicesKey(), key + "\n");
        } catch (IOException e) {
            throw new DemoException(servicesKey() + " cannot be written", e);
        }
    }

    private FileAttribute<?>[] forOwnerAlone(String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// Deletes what a demo put there, the list of its processes last, and the folder if that leaves it empty.
    void delete() throws IOException {
        if (!isDemo()) {
            return;
        }
        for (var name : OURS) {
            if (!name.equals(PROCESSES)) {
                deleteTree(path.resolve(name));
            }
        }
        Files.delete(processes());
        if (isEmpty()) {
            Files.delete(path);
        }
    }

    private static void deleteTree(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        try (var files = Files.walk(top)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
