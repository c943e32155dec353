package ripcord.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import ripcord.server.cli.Bar;
import ripcord.server.cli.World;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.Move;
import ripcord.server.database.MoveFailedException;
import ripcord.server.database.MoveRefusedException;
import ripcord.server.database.Store;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.json.JsonText;

/// `ripcord migrate`: from a folder to PostgreSQL.
@Command(
        name = "migrate",
        description = "Moves the store in --data to an empty PostgreSQL database, while no server runs, and compares"
                + " every row. May be interrupted at any point: run again, it goes on.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Nobody is signed out, and verifiers go on where they were: sessions, tokens, API keys, and the",
            "positions of the revocation log are the same. Afterwards serve it with the same --data, which",
            "keeps root.key, the same master key, and --database-url. ripcord.db stays in the folder as it",
            "was, and is served no more: ripcord.moved beside it says where its store is.",
            "",
            "Example:",
            "  ripcord migrate --data data --database-url jdbc:postgresql://localhost/ripcord",
            "",
            "Exit codes: 0 done, 1 failed, 2 it cannot be done as told; nothing was changed."
        })
final class Migrate implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Migrate.class);
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    @Option(names = "--json", description = "Answers as one JSON object.")
    private boolean json;

    private final Flags flags =
            new Flags(List.of(Key.DATA, Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE));
    private final World world;

    Migrate(World world) {
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
            var database = config.requireDatabase();
            var to = new Store.Server(database.url(), database.user(), database.passwordFile(), config.data());
            var done = move(config.data(), to);
            System.out.println(json ? document(done, to.url()) : line(done, to.url()));
            return 0;
        } catch (ConfigException | MoveRefusedException | StoreRefusedException e) {
            return fail(WRONG, e);
        } catch (StoreUnavailableException | MoveFailedException | UncheckedIOException e) {
            return fail(FAILED, e);
        }
    }

    private Move.Report move(Path data, Store.Server to) {
        try (var bar = new Bar(world)) {
            return Move.run(
                    data,
                    to,
                    world.clock(),
                    (step, _, done, total) -> bar.show(step.name().toLowerCase(Locale.ROOT), done, total, "rows"));
        }
    }

    private static String line(Move.Report done, String url) {
        if (done.doneBefore()) {
            return "Nothing to do: the store was moved to " + url + " before.";
        }
        return String.format(
                Locale.ROOT,
                "Moved %,d rows of %d tables to %s, and compared each. Serve it with --database-url and the same"
                        + " --data; ripcord.db there is as it was, and is served no more.",
                done.rows(),
                done.tables().size(),
                url);
    }

    private static String document(Move.Report done, String url) {
        var report = new JsonText()
                .put("to", url)
                .put("done_before", done.doneBefore())
                .put("rows", done.rows())
                .open("tables");
        done.tables()
                .forEach(table -> report.add(new JsonText()
                        .put("table", table.table())
                        .put("rows", table.rows())
                        .put("copied", table.copied())
                        .end()));
        return report.close().end();
    }

    private static int fail(int code, Exception e) {
        LOG.debug("store not moved", e);
        System.err.println("ripcord: " + e.getMessage());
        return code;
    }
}
