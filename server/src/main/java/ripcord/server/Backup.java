package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
    @Option(names = "--data", paramLabel = "FOLDER", description = "Where the store is. Default: data")
    private Path data = Path.of("data");

    @Parameters(paramLabel = "FILE", description = "Is made; never overwritten.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        try {
            var target = java.util.Objects.requireNonNull(file, "picocli requires it");
            long bytes = Backups.write(data, target);
            System.out.println("Wrote " + target + ": " + bytes / 1024 + " KiB, whole.");
            return 0;
        } catch (StoreUnavailableException | UncheckedIOException e) {
            System.err.println("ripcord: " + e.getMessage());
            return 1;
        }
    }
}
