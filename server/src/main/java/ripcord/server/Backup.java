package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.Backups;
import ripcord.server.database.StoreUnavailableException;

/// `ripcord backup FILE`: a copy of the store while the server runs.
@Command(
        name = "backup",
        description = "Writes a copy of the store to a new file while the server goes on, and looks through the copy.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The copy holds session secrets, hashes of API keys, and keys sealed under the master key.",
            "Keep the master key apart from it: a restore needs both. root.key is not in it; a restore",
            "makes a new one.",
            "",
            "Example:",
            "  ripcord backup --data /var/lib/ripcord /backup/ripcord-2026-01-31.db",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
final class Backup implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    @Parameters(paramLabel = "FILE", description = "Is made; never overwritten.")
    private @Nullable Path file;

    private final Flags flags = new Flags(List.of(Key.DATA));
    private final Map<String, String> environment;

    Backup(Map<String, String> environment) {
        this.environment = environment;
    }

    /// With its options.
    CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        try {
            var config = Config.of(flags.with(environment), Path.of(System.getProperty("user.home")))
                    .inFolder("one in PostgreSQL is copied by pg_dump");
            var target = Objects.requireNonNull(file, "picocli requires it");
            long bytes = Backups.write(config.data(), target);
            System.out.println("Wrote " + target + ": " + bytes / 1024 + " KiB, whole.");
            return 0;
        } catch (ConfigException e) {
            return fail(WRONG, e);
        } catch (StoreUnavailableException | UncheckedIOException e) {
            return fail(FAILED, e);
        }
    }

    private static int fail(int code, Exception e) {
        System.err.println("ripcord: " + e.getMessage());
        return code;
    }
}
