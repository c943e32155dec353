package ripcord.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.ApiKeyToken;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.audit.Event;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.tenant.Actor;

/// `ripcord root-key create`
@Command(
        name = "root-key",
        description = "The API key with all rights, for whoever has none.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = "  ripcord root-key create --data ./data")
final class RootKeyCommand {
    private static final Logger LOG = LoggerFactory.getLogger(RootKeyCommand.class);
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private final Flags flags =
            new Flags(List.of(Key.DATA, Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE));
    private final Map<String, String> environment;
    private final Sources sources;

    RootKeyCommand(Map<String, String> environment, Sources sources) {
        this.environment = environment;
        this.sources = sources;
    }

    /// With the options of its own commands.
    CommandSpec command() {
        var command = CommandSpec.forAnnotatedObject(this);
        command.subcommands().values().forEach(create -> flags.addTo(create.getCommandSpec()));
        return command;
    }

    @Command(
            name = "create",
            description = {
                "Makes an API key with all rights in the store itself, for whoever lost root.key. Asks no server, and needs"
                        + " no API key and no master key: who may write to the store may do this.",
                "In PostgreSQL servers may run, and all of them know the key when this is done. In a folder no server may"
                        + " run. Keys that there are stay as they are: ripcord api-key list shows them."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  ripcord root-key create --database-url jdbc:postgresql://localhost/ripcord --output root.key",
                "",
                "Exit codes: 0 done, 1 failed, 2 it cannot be done as told; nothing was changed."
            })
    int create(
            @Option(
                            names = "--output",
                            paramLabel = "FILE",
                            description = "Gets the key, for its owner alone; never overwritten. Default: root.key in"
                                    + " --data")
                    @Nullable
                    Path output) {
        try {
            var config = Config.of(flags.with(environment), Path.of(System.getProperty("user.home")));
            return create(config, Optional.ofNullable(output).orElseGet(() -> RootKey.file(config.data())));
        } catch (ConfigException | StoreRefusedException e) {
            return fail(WRONG, e);
        } catch (StoreUnavailableException | UncheckedIOException e) {
            return fail(FAILED, e);
        }
    }

    private int create(Config config, Path output) {
        if (Files.exists(output)) {
            return there(output);
        }
        try (var database = Database.openBeside(RipcordServer.store(config), sources.clock());
                var events = RipcordServer.events(config, sources)) {
            var keys = new ApiKeys(
                    database,
                    sources.random(),
                    sources.clock(),
                    Bounds.ofProcess().apiKeys());
            var token = keys.token();
            RootKey.writeNew(output, token);
            var made = insert(database, keys, token, output);
            events.publish(Event.apiKeyCreated(made.id(), Actor.SYSTEM.toString()));
            System.out.println("Made API key " + made.id() + ", with all rights: " + output);
            return DONE;
        } catch (OutcomeUnknownException e) {
            LOG.debug("root key not known to be made", e);
            System.err.println("ripcord: whether the API key in " + output
                    + " was kept is not known (expected: an answer of the store; try the key, and make another one if it"
                    + " is refused)");
            return FAILED;
        } catch (FileAlreadyExistsException e) {
            return there(output);
        } catch (IOException e) {
            return fail(
                    FAILED,
                    new UncheckedIOException(
                            "--output: " + output + " cannot be written (expected: a folder that can be written)", e));
        }
    }

    /// The file first: no key is kept that nobody can show.
    private static ApiKey insert(Database database, ApiKeys keys, ApiKeyToken token, Path output) throws IOException {
        var wish = new ApiKeys.Wish("root", new TenantScope.All(), EnumSet.allOf(Right.class), null);
        try {
            return database.write(tx -> keys.insert(tx, token, wish));
        } catch (StoreUnavailableException e) {
            Files.deleteIfExists(output);
            throw e;
        }
    }

    private static int there(Path output) {
        System.err.println("ripcord: --output: " + output + " is there already (expected: a file that is not; it is"
                + " never overwritten)");
        return WRONG;
    }

    private static int fail(int code, Exception e) {
        LOG.debug("root key not made", e);
        System.err.println("ripcord: " + e.getMessage());
        return code;
    }
}
