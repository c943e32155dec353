package ripcord.server.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import ripcord.server.config.ServerUrl;
import ripcord.server.load.Load;
import ripcord.server.load.Measured;
import ripcord.server.load.Pace;
import ripcord.server.load.Ticker;

/// `ripcord bench`
@Command(
        name = "bench",
        description = {
            "Measures a server: how many requests it answers, and how long that takes. Signs in sessions of its own"
                    + " (client and subjects bench-...) and ends them again, also after Ctrl-C; changes nothing else."
                    + " Each kind of request is measured by itself, one after the other.",
            "The API key needs the rights sessions.create and revoke, for --kind introspect introspect too, and for"
                    + " --kind revoke sessions.end."
        },
        footer = {
            "  ripcord bench --tenant acme",
            "  ripcord bench http://localhost:8480 --tenant acme --kind refresh --rate 500 --duration 30s",
            "  ripcord bench https://id.example.com --tenant load --picture bench.svg --i-may-load-this-server"
        })
final class Bench extends InTenant {
    private static final Duration USUAL_LENGTH = Duration.ofSeconds(10);
    private static final Duration USUAL_WARM_UP = Duration.ofSeconds(5);

    @Parameters(index = "0", arity = "0..1", paramLabel = "URL", description = "Where the server is, as --url.")
    private @Nullable String address;

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "WHAT",
            converter = BenchKind.Word.class,
            description = "What is asked: session (who is signed in, by cookie), introspect (a session token), jwks,"
                    + " refresh, sign-in, revoke (each session signed in for that, unmeasured). May be said several"
                    + " times. Default: session,introspect,jwks,refresh")
    private List<BenchKind> kinds = List.of(BenchKind.SESSION, BenchKind.INTROSPECT, BenchKind.JWKS, BenchKind.REFRESH);

    @Option(
            names = "--connections",
            paramLabel = "N",
            converter = BenchBounds.Connections.class,
            description = "How many, kept alive, 1 to 1000. Default: 16")
    private int connections = 16;

    @Option(
            names = "--rate",
            paramLabel = "N",
            converter = BenchBounds.Rate.class,
            description = "So many requests begin in a second, however slowly they are answered, 1 to 100000; latency"
                    + " counts from when each should have begun. Default: each connection asks again when it has been"
                    + " answered")
    private @Nullable Integer rate;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = BenchBounds.Length.class,
            description = "How long each kind is measured, 100ms to 10m. Default: 10s")
    private Duration duration = USUAL_LENGTH;

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            converter = BenchBounds.WarmUp.class,
            description = "How long before that, unmeasured, 0s to 5m. Default: 5s")
    private Duration warmUp = USUAL_WARM_UP;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            converter = BenchBounds.Sessions.class,
            description = "How many are signed in for the kinds that need them, and used in turn, as many as"
                    + " connections to 50000. Default: 1000")
    private int sessions = 1000;

    @Option(
            names = "--out",
            paramLabel = "NEW-FILE",
            converter = Values.File.class,
            description = "Write the report there too, as JSON. Is made; never overwritten.")
    private @Nullable Path out;

    @Option(
            names = "--picture",
            paramLabel = "NEW-FILE",
            converter = Values.File.class,
            description = "Write the latencies there as a picture, SVG. Is made; never overwritten.")
    private @Nullable Path picture;

    @Option(
            names = "--i-may-load-this-server",
            description = "States that whoever runs the server agreed. Needed for any that is not on this machine.")
    private boolean allowed;

    private Bench(World world) {
        super(world);
    }

    static CommandLine of(World world) {
        var line = new CommandLine(new Bench(world));
        var spec = line.getCommandSpec();
        OptionSpec json = spec.findOption("--json");
        spec.remove(json);
        spec.addOption(OptionSpec.builder(json)
                .description("Print the report as JSON: docs/bench.md says what is in it.")
                .build());
        return line;
    }

    /// Not by a converter, which would fail for what is one argument too many.
    @Override
    Optional<URI> argument() {
        try {
            return address == null ? Optional.empty() : Optional.of(new ServerUrl().convert(address));
        } catch (TypeConversionException e) {
            throw Failure.usage(Plain.message("URL: " + address + " (" + e.getMessage() + ")"));
        }
    }

    @Override
    int run(Server server) {
        requireSense(server.endpoint().host());
        var files = new ArrayList<NewFile>();
        try (var ctrlC = new CtrlC()) {
            try {
                var json = created(out, "--out", files);
                var svg = created(picture, "--picture", files);
                return measure(server, ctrlC, report -> {
                    json.ifPresent(file -> write(file, report.json() + "\n"));
                    svg.ifPresent(file -> write(file, report.picture()));
                });
            } finally {
                files.stream()
                        .filter(file -> !file.discardUnlessWritten())
                        .forEach(file -> tell(file.where() + " was left behind, not whole"));
            }
        }
    }

    private static void write(NewFile file, String text) {
        try {
            file.write(text);
        } catch (IOException e) {
            throw Failure.failed(file.where() + " cannot be written (is the disk full?)");
        }
    }

    /// Takes a report.
    @FunctionalInterface
    private interface Filing {
        void of(BenchReport report);
    }

    private Optional<NewFile> created(@Nullable Path file, String named, List<NewFile> files) {
        if (file == null) {
            return Optional.empty();
        }
        var made = NewFile.create(world().folder().resolve(file), named);
        files.add(made);
        return Optional.of(made);
    }

    private void requireSense(String host) {
        if (!allowed && !isThisMachine(host)) {
            throw Failure.usage("--i-may-load-this-server: missing (expected: that, since " + host
                    + " is not this machine, and whoever runs it may not want that much load)");
        }
        if (sessions < connections) {
            throw Failure.usage(
                    "--sessions: " + sessions + " (expected: as many as --connections at least, " + connections + ")");
        }
        if (kinds.stream().distinct().count() < kinds.size()) {
            throw Failure.usage("--kind: one is named twice (expected: each once)");
        }
    }

    private int measure(Server server, CtrlC ctrlC, Filing filing) {
        var requests = new BenchRequests(server, tenant(), client(), sessions);
        var ticker = new Ticker(
                world().nanos(),
                world().pause()::of,
                () -> ProcessHandle.current().info().totalCpuDuration());
        var own = new BenchSessions(server, requests, world(), ticker, ctrlC::isPressed);
        var setting = setting(server);
        tell(setting.plan(kinds, sessions, requests.client()));
        var results = new LinkedHashMap<BenchKind, Measured>();
        var run = new BenchRun(world(), requests, own, setting.load(), ticker);
        var refused = new AtomicReference<@Nullable Failure>();
        boolean ended = ending(own, requests.client(), () -> {
            try {
                run.measure(kinds, sessions, ctrlC::isPressed, results);
            } catch (Failure e) {
                refused.set(e);
            }
        });
        var why = refused.get();
        if (why == null || !results.isEmpty()) {
            tell(new BenchReport(setting, results, ended), filing);
        }
        if (why != null) {
            throw why;
        }
        return code(results, ended, server.url());
    }

    private void tell(BenchReport report, Filing filing) {
        print(report);
        filing.of(report);
        world().terminal().flush();
    }

    /// So that nobody else's sessions are ended with these.
    private String client() {
        return "bench-" + Long.toString(now().toEpochMilli(), Character.MAX_RADIX) + "-"
                + Long.toString(world().nanos().getAsLong() & 0xFFFFFF, Character.MAX_RADIX);
    }

    private BenchSetting setting(Server server) {
        var pace = rate == null ? new Pace.AsAnswered() : new Pace.PerSecond(rate);
        return new BenchSetting(
                server.url(),
                isThisMachine(server.endpoint().host()),
                tenant(),
                now(),
                new Load.Plan(connections, pace, warmUp, duration),
                BenchSetting.Machine.ofThis());
    }

    /// Runs something, and ends the sessions whatever came of it.
    ///
    /// @return whether they were ended
    private boolean ending(BenchSessions own, String client, Runnable measuring) {
        boolean ended;
        try {
            measuring.run();
        } finally {
            // Who is told to stop still has to tidy up.
            boolean interrupted = Thread.interrupted();
            ended = ended(own, client);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return ended;
    }

    private boolean ended(BenchSessions own, String client) {
        try {
            own.end();
            return true;
        } catch (Failure e) {
            tell("the sessions of this run were not ended: " + e.said());
            tell("later: ripcord revoke --tenant " + tenant() + " --client " + client + " --reason bench");
            return false;
        }
    }

    private void print(BenchReport report) {
        if (isJson()) {
            print(report.json());
            return;
        }
        print(report.head());
        print("");
        print(report.table(), "nothing was measured");
        if (!report.faults().isEmpty()) {
            print("");
            print(report.faults(), "");
        }
        report.notes().forEach(note -> print("\nnote: " + note));
    }

    private static int code(Map<BenchKind, Measured> results, boolean ended, String url) {
        for (var result : results.values()) {
            result.lost().ifPresent(why -> {
                throw Failure.unreachable(url + " cannot be reached any more: " + Plain.message(why)
                        + " (what is above was measured before)");
            });
        }
        boolean answered = !results.isEmpty() && results.values().stream().allMatch(result -> result.ok() > 0);
        return ended && answered ? Failure.DONE : Failure.FAILED;
    }
}
