package ripcord.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The API key that a command shows, from the file that holds it. A secret, so no record.
final class KeyFile {
    private static final int LONGEST = 1024;
    private static final String EXPECTED = "(expected: a file with an API key, rc_k_…)";
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ);

    private final Path file;
    private final String key;

    private KeyFile(Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /// The file of `--key-file`, of `RIPCORD_KEY_FILE`, or `data/root.key`.
    ///
    /// @throws Failure if there is no key in it
    static KeyFile find(@Nullable Path option, World world) {
        var variable = world.environment().getOrDefault("RIPCORD_KEY_FILE", "");
        if (option != null) {
            return read("--key-file", world.folder().resolve(option));
        }
        if (!variable.isEmpty()) {
            return read("RIPCORD_KEY_FILE", world.folder().resolve(variable));
        }
        var standard = world.folder().resolve("data").resolve("root.key");
        if (!Files.exists(standard)) {
            throw Failure.usage("--key-file: missing, and there is no " + standard + " here " + EXPECTED);
        }
        return read("--key-file", standard);
    }

    private static KeyFile read(String named, Path file) {
        try {
            if (Files.isDirectory(file) || Files.size(file) > LONGEST) {
                throw Failure.usage(named + ": " + shown(file) + " holds no API key " + EXPECTED);
            }
            var key = Files.readString(file).strip();
            if (!key.matches("rc_k_[A-Za-z0-9_-]{10,200}")) {
                throw Failure.usage(named + ": " + shown(file) + " holds no API key " + EXPECTED);
            }
            return new KeyFile(file, key);
        } catch (NoSuchFileException e) {
            throw Failure.usage(named + ": " + shown(file) + " is not there " + EXPECTED);
        } catch (IOException e) {
            throw Failure.usage(named + ": " + shown(file) + " cannot be read " + EXPECTED);
        }
    }

    private static String shown(Path file) {
        return Plain.message(file.toString());
    }

    /// What is wrong with how the file is kept; empty if nothing.
    Optional<String> warning() {
        try {
            var open = Files.getPosixFilePermissions(file);
            return OF_OTHERS.stream().anyMatch(open::contains)
                    ? Optional.of("warning: others can read " + shown(file) + ": chmod 600 " + shown(file))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /// Where it is, for messages.
    String where() {
        return shown(file);
    }

    /// The key itself. Called where the request is made.
    String reveal() {
        return key;
    }

    @Override
    public String toString() {
        return "KeyFile[" + file + "]";
    }
}
