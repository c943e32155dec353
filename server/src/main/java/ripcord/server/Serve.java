package ripcord.server;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Key;
import ripcord.server.config.Statements;
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

    @Option(names = "--data", paramLabel = "FOLDER", description = "Where the store is. Default: data")
    private @Nullable String data;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: 8480")
    private @Nullable String port;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "A port of its own for /admin. Default: none")
    private @Nullable String adminPort;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "What clients call this server. Default: http://localhost:PORT")
    private @Nullable String baseUrl;

    @Option(
            names = "--master-key-file",
            paramLabel = "FILE",
            description = "What keys are sealed under. Default: ~/.config/ripcord/master.key")
    private @Nullable String masterKeyFile;

    @Option(
            names = "--allow-plain-http",
            arity = "0..1",
            fallbackValue = "true",
            description = "Listen without TLS on an address that is not loopback.")
    private @Nullable String allowPlainHttp;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Where all events go as JSON lines; - for standard output. Default: none, the log has those"
                    + " that matter")
    private @Nullable String events;

    @Option(
            names = "--metrics-tenants",
            paramLabel = "ID,ID",
            description = "The tenants that metrics tell apart. Default: none")
    private @Nullable String metricsTenants;

    @Option(names = "--config", paramLabel = "FILE", description = "A TOML file with any of these.")
    private @Nullable String config;

    private final Map<String, String> environment;
    private final Sources sources;

    Serve(Map<String, String> environment, Sources sources) {
        this.environment = environment;
        this.sources = sources;
    }

    @Override
    public Integer call() {
        Config read;
        try {
            read = Config.of(
                    Statements.of(flags(), environment, Optional.ofNullable(config)),
                    Path.of(System.getProperty("user.home")));
        } catch (ConfigException e) {
            return fail(WRONG, e.getMessage());
        }
        return serve(read);
    }

    private Map<Key, String> flags() {
        var flags = new EnumMap<Key, String>(Key.class);
        put(flags, Key.DATA, data);
        put(flags, Key.HOST, host);
        put(flags, Key.PORT, port);
        put(flags, Key.ADMIN_PORT, adminPort);
        put(flags, Key.BASE_URL, baseUrl);
        put(flags, Key.MASTER_KEY_FILE, masterKeyFile);
        put(flags, Key.ALLOW_PLAIN_HTTP, allowPlainHttp);
        put(flags, Key.EVENTS, events);
        put(flags, Key.METRICS_TENANTS, metricsTenants);
        return flags;
    }

    private static void put(Map<Key, String> flags, Key key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }

    private int serve(Config read) {
        RipcordServer server;
        try {
            server = RipcordServer.start(read, sources);
        } catch (RuntimeException e) {
            return failedToStart(read, e);
        }
        Greeting.of(read, server).forEach(System.out::println);
        awaitStop(server);
        return 0;
    }

    private static int failedToStart(Config read, RuntimeException e) {
        if (e instanceof PortTakenException taken) {
            var flag = taken.port() == read.port() ? Key.PORT.flag() : Key.ADMIN_PORT.flag();
            var where = taken.port() + " on " + read.host().getHostAddress();
            return fail(WRONG, flag + ": " + where + " is in use or not allowed (expected: a port that is free)");
        }
        LOG.debug("not started", e);
        return fail(FAILED, String.valueOf(e.getMessage()));
    }

    private static int fail(int code, @Nullable String message) {
        System.err.println("ripcord: " + message);
        return code;
    }

    /// Until the process is told to stop; then it stops as a guest leaves: finishing what it began.
    private static void awaitStop(RipcordServer server) {
        var told = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            await(stopped);
        }));
        await(told);
        try {
            server.close();
        } finally {
            stopped.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
