package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import ripcord.server.cli.Bar;
import ripcord.server.cli.World;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.Backups;
import ripcord.server.database.Store;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;

/// `ripcord backup FILE`: a copy of the store while the server runs.
@Command(
        name = "backup",
        description =
                "Writes a copy of the store to a new file while servers go on, and looks through the copy. The file is"
                        + " of one kind, whether the store is in a folder or in PostgreSQL: restore puts it into either.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The copy holds session secrets, hashes of API keys, and keys sealed under the master key.",
            "Keep the master key apart from it: a restore needs both. root.key is not in it; a restore",
            "makes a new one.",
            "",
            "Examples:",
            "  ripcord backup --data /var/lib/ripcord /backup/ripcord-2026-01-31.db",
            "  ripcord backup --database-url jdbc:postgresql://localhost/ripcord /backup/ripcord.db",
            "",
            "Exit codes: 0 done, 1 failed, 2 it cannot be done as told; nothing was changed."
        })
final class Backup implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    @Parameters(paramLabel = "FILE", description = "Is made; never overwritten.")
    private @Nullable Path file;

    private final Flags flags =
            new Flags(List.of(Key.DATA, Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE));
    private final World world;

    Backup(World world) {
        this.world = world;
    }

    /// With its options.
    CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        try {
            var config = Config.of(flags.with(world.environment()), Path.of(System.getProperty("user.home")));
            var target = Objects.requireNonNull(file, "picocli requires it");
            long bytes = write(RipcordServer.store(config), target);
            System.out.println("Wrote " + target + ": " + bytes / 1024 + " KiB, whole.");
            return 0;
        } catch (ConfigException | StoreRefusedException e) {
            return fail(WRONG, e);
        } catch (StoreUnavailableException | UncheckedIOException e) {
            return fail(FAILED, e);
        }
    }

    private long write(Store store, Path target) {
        return switch (store) {
            case Store.Folder(var folder) -> Backups.write(folder, target);
            case Store.Server place -> {
                try (var bar = new Bar(world)) {
                    yield Backups.write(
                            place,
                            target,
                            (step, _, done, total) ->
                                    bar.show(step.name().toLowerCase(Locale.ROOT), done, total, "rows"));
                }
            }
        };
    }

    private static int fail(int code, Exception e) {
        System.err.println("ripcord: " + e.getMessage());
        return code;
    }
}
