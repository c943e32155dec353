package ripcord.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import ripcord.server.config.ServerUrl;

/// A command that asks a running server. Prints for people; with `--json` what the server answered, as it came.
abstract class ServerCommand implements Callable<Integer> {
    private static final String STANDARD_URL = "http://localhost:8480";

    @Option(
            names = "--url",
            order = 100,
            paramLabel = "URL",
            converter = ServerUrl.class,
            description = "Where the server is. Default: RIPCORD_URL, else " + STANDARD_URL)
    private @Nullable URI url;

    @Option(
            names = "--key-file",
            order = 101,
            paramLabel = "FILE",
            converter = Values.File.class,
            description = "A file with an API key, 0600. Default: RIPCORD_KEY_FILE, else data/root.key")
    private @Nullable Path keyFile;

    @Option(
            names = "--timeout",
            order = 102,
            paramLabel = "DURATION",
            converter = Values.Span.class,
            description = "How long the server may take, besides what --wait grants. Default: 30s")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--json", order = 103, description = "Print the server's JSON as it is.")
    private boolean json;

    @Option(names = "--no-color", order = 104, description = "No colours; NO_COLOR says the same.")
    private boolean noColor;

    @Option(
            names = {"-h", "--help"},
            order = 105,
            usageHelp = true,
            description = "Show this and exit.")
    boolean help;

    private final World world;

    ServerCommand(World world) {
        this.world = world;
    }

    /// Does it.
    ///
    /// @return the exit code
    /// @throws Failure if it was not done
    abstract int run(Server server);

    @Override
    public Integer call() {
        var key = KeyFile.find(keyFile, world);
        key.warning().ifPresent(this::tell);
        var where = where();
        if (where.getScheme().equals("http") && !isThisMachine(where.getHost())) {
            tell("warning: the API key travels to " + where.getHost() + " without TLS");
        }
        return run(new Server(where, key, timeout, world));
    }

    /// Where the server is, if that was said as an argument.
    Optional<URI> argument() {
        return Optional.empty();
    }

    private URI where() {
        var argument = argument();
        if (argument.isPresent()) {
            if (url != null) {
                throw Failure.usage("--url: said twice (expected: an address as an option, or as an argument)");
            }
            return argument.get();
        }
        if (url != null) {
            return url;
        }
        try {
            return new ServerUrl().convert(world.environment().getOrDefault("RIPCORD_URL", STANDARD_URL));
        } catch (TypeConversionException e) {
            throw Failure.usage("RIPCORD_URL: " + e.getMessage());
        }
    }

    /// Whether requests to that host do not leave this machine. A name that only begins like an address may be
    /// anywhere.
    static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }

    final World world() {
        return world;
    }

    final boolean isJson() {
        return json;
    }

    final Instant now() {
        return world.clock().instant();
    }

    /// Prints an answer: as it is, or as people read it.
    final void print(Reply reply, Consumer<Doc> readable) {
        if (json) {
            print(reply.text().stripTrailing());
        } else {
            readable.accept(reply.doc());
        }
    }

    /// Prints a line that was asked for.
    final void print(String line) {
        world.terminal().out().println(line);
    }

    /// Prints rows, or, where there are none, that there are none.
    final void print(Table table, String none) {
        if (table.isEmpty()) {
            tell(none);
        } else {
            table.lines(isForPeople() ? world.terminal().people().columns() : 0, isInked())
                    .forEach(this::print);
        }
    }

    /// Prints names and values, one a line; what is empty is left out.
    final void print(Facts facts) {
        facts.lines(isInked()).forEach(this::print);
    }

    /// Says something besides what was asked for.
    final void tell(String line) {
        world.terminal().flush();
        world.terminal().err().println(line);
    }

    final boolean isInked() {
        return isForPeople()
                && !noColor
                && world.environment().getOrDefault("NO_COLOR", "").isEmpty();
    }

    private boolean isForPeople() {
        return world.terminal().people().out();
    }

    /// A time with how long ago that is.
    final String relative(Doc time) {
        return Times.relative(time.text(), now());
    }

    /// Asks whether to go on, unless `--yes` said so.
    ///
    /// @param what is going to happen, as a sentence without its end
    final void confirm(boolean yes, String what) {
        if (yes) {
            return;
        }
        if (!world.terminal().canAsk()) {
            throw Failure.usage("--yes: missing (expected: --yes, since nobody is here to be asked): " + what);
        }
        var answer = world.terminal().ask(Plain.line(what) + ". Go on? [y/N] ");
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw Failure.failed("nothing was done");
        }
    }
}
