package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.cli.Bar;
import ripcord.server.cli.World;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.Store;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;

/// `ripcord restore FILE --data FOLDER`: a store from a backup, in a folder or in a database.
@Command(
        name = "restore",
        description =
                "Makes a store from a backup, in a folder without one, or with --database-url in an empty PostgreSQL"
                        + " database. All of it, or nothing. The master key must be the one that the backup's keys are sealed under;"
                        + " that is found out before anything is changed.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "--sessions end   everybody is signed out: every tenant gets an entry in the revocation log,",
            "                 so that access tokens are refused too. The default.",
            "--sessions keep  who was signed in at the time of the backup is signed in again, also who",
            "                 signed out, was ended or disabled since; every revocation since the backup",
            "                 is lost.",
            "",
            "--in-place is for a database that was restored by other means, such as pg_restore or to a point in",
            "time: it has no FILE, and does the same to the store that is there, while no server is on it.",
            "",
            "Either way verifiers take a new snapshot, and root.key gets a new API key, unless it holds",
            "one of the store.",
            "",
            "Examples:",
            "  ripcord restore /backup/ripcord-2026-01-31.db --data /var/lib/ripcord --sessions end",
            "  ripcord restore /backup/ripcord.db --data data --database-url jdbc:postgresql://localhost/ripcord",
            "  ripcord restore --in-place --data data --database-url jdbc:postgresql://localhost/ripcord",
            "",
            "Exit codes: 0 done, 1 failed, 2 it cannot be done as told; nothing was changed."
        })
final class Restore implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    /// What becomes of those who were signed in.
    enum Kept {
        end,
        keep
    }

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FOLDER",
            description = "Gets the store; with --database-url only its root.key.")
    private @Nullable Path data;

    @Option(
            names = "--sessions",
            paramLabel = "end|keep",
            description = "What becomes of those who were signed in. Default: asks on a terminal, else end.")
    private @Nullable Kept sessions;

    @Option(
            names = "--in-place",
            description = "The store in the database was put there by other means, and servers may begin on it.")
    private boolean inPlace;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What ripcord backup wrote.")
    private @Nullable Path file;

    private final Flags flags =
            new Flags(List.of(Key.MASTER_KEY_FILE, Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE));
    private final World world;
    private final Sources sources;

    Restore(World world, Sources sources) {
        this.world = world;
        this.sources = sources;
    }

    /// With its options.
    CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        if (inPlace == (file != null)) {
            return fail(
                    WRONG,
                    inPlace ? "--in-place takes no FILE" : "FILE: not stated (expected: what ripcord backup wrote)");
        }
        try {
            var config = Config.of(flags.with(world.environment()), Path.of(System.getProperty("user.home")));
            return restore(config.database(), config.masterKeyFile());
        } catch (ConfigException | StoreRefusedException e) {
            return fail(WRONG, String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException
                | OutcomeUnknownException
                | UncheckedIOException
                | IllegalArgumentException e) {
            return fail(FAILED, String.valueOf(e.getMessage()));
        }
    }

    private int restore(Config.@Nullable DatabaseServer server, Path masterKey) throws ConfigException {
        var folder = Objects.requireNonNull(data, "picocli requires it");
        if (inPlace && server == null) {
            throw new ConfigException(Key.DATABASE_URL.flag(), "not stated", "--in-place is for a store in a database");
        }
        if (!Files.exists(masterKey)) {
            return fail(
                    FAILED,
                    "--master-key-file: " + masterKey + " is not there (expected: the master key that the backup's"
                            + " keys are sealed under; a backup does not hold it)");
        }
        var store = server == null
                ? new Store.Folder(folder)
                : new Store.Server(server.url(), server.user(), server.passwordFile(), folder);
        var kept = Optional.ofNullable(sessions).orElseGet(Restore::ask);
        var done = restore(store, new Restoration.Wish(masterKey, kept == Kept.end));
        var where = server == null ? folder.toString() : server.url();
        System.out.println(
                (inPlace ? "Took " + done.tenants() + " tenants in " : "Restored " + done.tenants() + " tenants to ")
                        + where + "; "
                        + (kept == Kept.end ? "everybody is signed out." : "sessions are as they were in the backup.")
                        + (done.madeRootKey() ? " New API key with all rights: " + RootKey.file(folder) : ""));
        return 0;
    }

    private Restoration restore(Store store, Restoration.Wish wish) {
        return switch (store) {
            case Store.Folder(var folder) -> Restoration.of(backup(), folder, wish, sources);
            case Store.Server place when inPlace -> Restoration.inPlace(place, wish, sources);
            case Store.Server place -> {
                try (var bar = new Bar(world)) {
                    yield Restoration.into(
                            place,
                            backup(),
                            wish,
                            sources,
                            (step, _, done, total) ->
                                    bar.show(step.name().toLowerCase(Locale.ROOT), done, total, "rows"));
                }
            }
        };
    }

    private Path backup() {
        return Objects.requireNonNull(file, "call() requires it");
    }

    private static Kept ask() {
        @SuppressWarnings("SystemConsoleNull") // from 25 on it is null again where there is no terminal
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            return Kept.end;
        }
        console.printf("Sign everybody out? With \"keep\" who was signed in at the time of the backup is signed in"
                + " again, also who signed out or was ended since.%n");
        var answer = console.readLine("end or keep [end]: ");
        return "keep".equals(answer) ? Kept.keep : Kept.end;
    }

    private static int fail(int code, String message) {
        System.err.println("ripcord: " + message);
        return code;
    }
}
