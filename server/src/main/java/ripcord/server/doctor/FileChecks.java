package ripcord.server.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import ripcord.server.config.Config;
import ripcord.server.database.Access;
import ripcord.server.database.StoreReader;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;
import ripcord.server.token.TokenKeys;

/// The files with secrets: there, for their owner alone, apart from each other, and the right ones.
final class FileChecks {
    private static final EnumSet<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Config config;
    private final List<Finding> findings = new ArrayList<>();

    private FileChecks(Config config) {
        this.config = config;
    }

    static List<Finding> of(Config config, SealedKeys keys, RandomGenerator random) {
        var checks = new FileChecks(config);
        checks.ownersAlone("data folder", config.data(), "700");
        checks.ownersAlone("store", StoreReader.file(config.data()), "600");
        checks.ownersAlone("root.key", config.data().resolve("root.key"), "600");
        checks.ownersAlone("master key", config.masterKeyFile(), "600");
        checks.events();
        checks.masterKey(keys, random);
        return List.copyOf(checks.findings);
    }

    /// The keys that a store holds sealed.
    @FunctionalInterface
    interface SealedKeys {
        List<SqlStoreFacts.Sealed> all();
    }

    private void ownersAlone(String about, Path path, String mode) {
        try {
            if (!Files.exists(path)
                    || !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                return;
            }
            var granted = EnumSet.copyOf(OTHERS);
            granted.retainAll(Files.getPosixFilePermissions(path));
            if (!granted.isEmpty()) {
                findings.add(Finding.error(
                        about,
                        path + " can be read or written by others than its owner",
                        "chmod " + mode + " " + path));
            }
        } catch (IOException e) {
            findings.add(Finding.warning(about, path + " cannot be looked at: " + e.getMessage(), "run as the server"));
        }
    }

    /// What goes elsewhere, to a terminal or a pipe, is not for this file's mode to protect.
    private void events() {
        var file = config.observation().events();
        if (file != null && !file.equals(Config.Observation.STANDARD_OUTPUT) && Files.isRegularFile(file)) {
            ownersAlone("events", file, "600");
        }
    }

    private void masterKey(SealedKeys keys, RandomGenerator random) {
        var file = config.masterKeyFile();
        switch (Access.to(file)) {
            case ABSENT -> findings.add(missing(file));
            case DENIED -> findings.add(Finding.error("master key", Access.denied(file), StoreChecks.AS_THE_SERVER));
            case GRANTED -> masterKey(file, keys, random);
        }
    }

    private void masterKey(Path file, SealedKeys keys, RandomGenerator random) {
        if (beside(file, config.data())) {
            findings.add(Finding.warning(
                    "master key",
                    file + " is kept with the store: who copies the one has the other",
                    "move it elsewhere, and name it with --master-key-file"));
        }
        if (store() == Access.ABSENT) {
            return;
        }
        try {
            var sealer = new Sealer(MasterKey.read(file), random);
            boolean right = keys.all().stream().allMatch(key -> TokenKeys.opens(sealer, key.id(), key.bytes()));
            findings.add(
                    right
                            ? Finding.ok("master key", file + " opens the store's keys")
                            : Finding.error(
                                    "master key",
                                    file + " is not the one that this store was made with",
                                    "name the right one with --master-key-file"));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            findings.add(Finding.error("master key", String.valueOf(e.getMessage()), "put the right file there"));
        } catch (StoreUnavailableException e) {
            findings.add(Finding.warning("master key", "not compared: the store cannot be read", "see: store"));
        }
    }

    private Finding missing(Path file) {
        return switch (store()) {
            case ABSENT -> Finding.ok("master key", file + " is made at the first start");
            // Another user's home has another file.
            case DENIED ->
                Finding.warning("master key", file + " is not there for this user", StoreChecks.AS_THE_SERVER);
            case GRANTED ->
                Finding.error(
                        "master key",
                        file + " is not there, and the store needs it",
                        "bring it back from where you keep its copy; nothing else opens the store's keys");
        };
    }

    private Access store() {
        return Access.to(StoreReader.file(config.data()));
    }

    private static boolean beside(Path file, Path data) {
        var folder = data.toAbsolutePath().normalize();
        var key = file.toAbsolutePath().normalize();
        return key.startsWith(folder) || key.resolveSibling("").equals(folder.resolveSibling(""));
    }
}
