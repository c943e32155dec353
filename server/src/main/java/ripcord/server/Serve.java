package ripcord.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.database.StoreRefusedException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.http.PortTakenException;

/// `ripcord serve`: starts the server, says where it is and what to do next, and runs it until it is told to stop.
@Command(
        name = "serve",
        description = "Starts the server. Each option may also be said as RIPCORD_... or in the --config file.",
        mixinStandardHelpOptions = true,
        footer = {"  ripcord serve", "  ripcord serve --data /var/lib/ripcord --port 8480"})
final class Serve implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
    private static final int WRONG = 2;
    private static final int FAILED = 1;

    private final Flags flags = new Flags(List.of(Key.values()));
    private final Map<String, String> environment;
    private final Sources sources;

    Serve(Map<String, String> environment, Sources sources) {
        this.environment = environment;
        this.sources = sources;
    }

    /// With its options.
    CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        Config read;
        try {
            read = Config.of(flags.with(environment), Path.of(System.getProperty("user.home")));
        } catch (ConfigException e) {
            return fail(WRONG, e.getMessage());
        }
        return serve(read);
    }

    private int serve(Config read) {
        RipcordServer server;
        try {
            server = RipcordServer.start(read, sources);
        } catch (RuntimeException e) {
            return failedToStart(read, e);
        }
        Greeting.of(read, server).forEach(System.out::println);
        try (var ends = new Ends()) {
            return run(server, read, ends);
        }
    }

    /// Until the process is told to stop; then it stops as a guest leaves: finishing what it began. One whose store is
    /// not what it knew begins anew with what the store has now.
    private int run(RipcordServer first, Config read, Ends ends) {
        var server = first;
        while (true) {
            server.onLost(ends::lost);
            var lost = ends.next();
            server.close();
            if (lost.isEmpty()) {
                return 0;
            }
            LOG.warn("server begins anew why=\"{}\"", lost.get());
            try {
                server = RipcordServer.start(read, sources);
            } catch (RuntimeException e) {
                return failedToStart(read, e);
            }
        }
    }

    private static int failedToStart(Config read, RuntimeException e) {
        if (e instanceof PortTakenException taken) {
            var flag = taken.port() == read.port() ? Key.PORT.flag() : Key.ADMIN_PORT.flag();
            var where = taken.port() + " on " + read.host().getHostAddress();
            return fail(WRONG, flag + ": " + where + " is in use or not allowed (expected: a port that is free)");
        }
        LOG.debug("not started", e);
        boolean misled = e instanceof StoreRefusedException
                || (read.database() != null && e instanceof StoreUnavailableException);
        return fail(misled ? WRONG : FAILED, String.valueOf(e.getMessage()));
    }

    private static int fail(int code, @Nullable String message) {
        System.err.println("ripcord: " + message);
        return code;
    }
}
