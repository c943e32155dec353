package ripcord.server;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.key.MasterKey;

/// `ripcord master-key create` and `rotate`
@Command(
        name = "master-key",
        description = "The key that all other keys are sealed under.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = "  ripcord master-key rotate")
final class MasterKeyCommand {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyCommand.class);
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private final Flags ofStore = new Flags(
            List.of(Key.DATA, Key.MASTER_KEY_FILE, Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE));
    private final Flags ofFile = new Flags(List.of(Key.MASTER_KEY_FILE));
    private final Map<String, String> environment;
    private final Sources sources;
    private final PrintStream out;
    private final PrintStream err;

    MasterKeyCommand(Map<String, String> environment, Sources sources, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.sources = sources;
        this.out = out;
        this.err = err;
    }

    /// With the options of its own commands.
    CommandSpec command() {
        var command = CommandSpec.forAnnotatedObject(this);
        command.subcommands().forEach((name, each) -> {
            var its = name.equals("create") ? ofFile : ofStore;
            its.addTo(each.getCommandSpec());
        });
        return command;
    }

    @Command(
            name = "create",
            description =
                    "Makes a master key in a file that is not there yet, for its owner alone: for several servers, which"
                            + " all need the same one before the first of them starts.",
            mixinStandardHelpOptions = true,
            footer = "  ripcord master-key create --master-key-file ./master.key")
    int create() {
        try {
            var file = Config.of(ofFile.with(environment), Path.of(System.getProperty("user.home")))
                    .masterKeyFile();
            var _ = MasterKey.createNew(file, sources.random());
            out.println("Made a master key: " + file.toAbsolutePath() + "  (keep a copy of it, apart from the store)");
            return DONE;
        } catch (ConfigException e) {
            return fail(WRONG, e);
        } catch (UncheckedIOException e) {
            return fail(e.getCause() instanceof FileAlreadyExistsException ? WRONG : FAILED, e);
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Makes a new master key and seals every key under it, while no server has the data folder open.",
                "May be interrupted at any point. The former key is kept beside the new one: backups that were made"
                        + " before need it.",
                "In PostgreSQL it makes no key: the new one is in a file of the same name with .next behind it at every"
                        + " server before. While no server runs everything is sealed under it in one transaction; then each"
                        + " server opens the store with whichever of its two files does, and changes neither."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "  ripcord master-key rotate --data ./data",
                "  ripcord master-key rotate --database-url jdbc:postgresql://localhost/ripcord --master-key-file"
                        + " ./master.key"
            })
    int rotate() {
        try {
            return rotate(Config.of(ofStore.with(environment), Path.of(System.getProperty("user.home"))));
        } catch (ConfigException | IllegalArgumentException | StoreRefusedException e) {
            return fail(WRONG, e);
        } catch (RuntimeException e) {
            return fail(FAILED, e);
        }
    }

    private int rotate(Config config) {
        var done = MasterKeyRotation.of(RipcordServer.store(config), config.masterKeyFile(), sources);
        out.println("Sealed " + done.signingKeys() + " signing keys and " + done.tokenKeys()
                + " token keys under a new master key.");
        if (done.shut() > 0) {
            out.println(done.shut() + " signing keys did not open under the former one, and were left as they are.");
        }
        out.println("new     " + done.current().toAbsolutePath()
                + (config.database() == null
                        ? ""
                        : " (servers may start; put it in the place of the former one at each of them)"));
        out.println("former  " + done.former().toAbsolutePath()
                + " (backups that were made before need it; delete it with them)");
        return DONE;
    }

    private int fail(int code, Exception e) {
        LOG.debug("master key not made or rotated", e);
        err.println("ripcord: " + e.getMessage());
        return code;
    }
}
