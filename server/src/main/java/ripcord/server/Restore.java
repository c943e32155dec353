package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;

/// `ripcord restore FILE --data FOLDER`: a store from a backup.
@Command(
        name = "restore",
        description = "Makes a store from a backup, in a folder without one. The master key must be the one that the"
                + " backup's keys are sealed under; that is found out before anything is changed.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "--sessions end   everybody is signed out: every tenant gets an entry in the revocation log,",
            "                 so that access tokens are refused too. The default.",
            "--sessions keep  who was signed in at the time of the backup is signed in again, also who",
            "                 signed out, was ended or disabled since; every revocation since the backup",
            "                 is lost.",
            "",
            "Either way verifiers take a new snapshot, and root.key gets a new API key, unless it holds",
            "one of the store.",
            "",
            "Example:",
            "  ripcord restore /backup/ripcord-2026-01-31.db --data /var/lib/ripcord --sessions end",
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

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "Gets the store.")
    private @Nullable Path data;

    @Option(
            names = "--sessions",
            paramLabel = "end|keep",
            description = "What becomes of those who were signed in. Default: asks on a terminal, else end.")
    private @Nullable Kept sessions;

    @Parameters(paramLabel = "FILE", description = "What ripcord backup wrote.")
    private @Nullable Path file;

    private final Flags flags = new Flags(List.of(Key.MASTER_KEY_FILE));
    private final Map<String, String> environment;
    private final Sources sources;

    Restore(Map<String, String> environment, Sources sources) {
        this.environment = environment;
        this.sources = sources;
    }

    /// With its options.
    CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        try {
            var config = Config.of(flags.with(environment), Path.of(System.getProperty("user.home")))
                    .inFolder("one in PostgreSQL is restored by pg_restore");
            return restore(config.masterKeyFile());
        } catch (ConfigException e) {
            return fail(WRONG, String.valueOf(e.getMessage()));
        }
    }

    private int restore(Path masterKey) {
        var folder = Objects.requireNonNull(data, "picocli requires it");
        var backup = Objects.requireNonNull(file, "picocli requires it");
        if (!Files.exists(masterKey)) {
            return fail(
                    FAILED,
                    "--master-key-file: " + masterKey + " is not there (expected: the master key that the backup's"
                            + " keys are sealed under; a backup does not hold it)");
        }
        try {
            var kept = Optional.ofNullable(sessions).orElseGet(Restore::ask);
            var done = Restoration.of(backup, folder, masterKey, kept == Kept.end, sources);
            System.out.println("Restored " + done.tenants() + " tenants to " + folder + "; "
                    + (kept == Kept.end ? "everybody is signed out." : "sessions are as they were in the backup.")
                    + (done.madeRootKey() ? " New API key with all rights: " + RootKey.file(folder) : ""));
            return 0;
        } catch (StoreRefusedException e) {
            return fail(WRONG, String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException | UncheckedIOException | IllegalArgumentException e) {
            return fail(FAILED, String.valueOf(e.getMessage()));
        }
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
