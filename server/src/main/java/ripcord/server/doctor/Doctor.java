package ripcord.server.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import ripcord.server.config.Config;
import ripcord.server.config.ConfigException;
import ripcord.server.config.Flags;
import ripcord.server.config.Key;
import ripcord.server.config.ServerUrl;
import ripcord.server.database.Store;
import ripcord.server.database.StoreReader;
import ripcord.server.doctor.Finding.Level;
import ripcord.server.json.JsonText;

/// `ripcord doctor`: what is wrong, and what to do about it.
@Command(
        name = "doctor",
        description = "Looks at configuration, store, disk, clocks, keys and their files, and at a server that answers;"
                + " says what to do about each thing that is wrong. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ripcord doctor --data /var/lib/ripcord --config /etc/ripcord.toml",
            "  ripcord doctor --json",
            "",
            "Exit codes: 0 no error found (there may be warnings), 1 an error found, 2 wrong usage."
        })
public final class Doctor implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            converter = ServerUrl.class,
            description = "A server to ask besides. Default: RIPCORD_URL")
    private @Nullable URI url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with an API key for that server; root.key is shown to this machine's alone. Default:"
                    + " RIPCORD_KEY_FILE")
    private @Nullable Path keyFile;

    @Option(names = "--json", description = "Answers as one JSON object.")
    private boolean json;

    private final Flags flags = new Flags(List.of(
            Key.DATA,
            Key.DATABASE_URL,
            Key.DATABASE_USER,
            Key.DATABASE_PASSWORD_FILE,
            Key.DATABASE_READ_URL,
            Key.DATABASE_LISTEN_URL,
            Key.REDIS_URL,
            Key.REDIS_PASSWORD_FILE,
            Key.BASE_URL,
            Key.MASTER_KEY_FILE));
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random only what the classes for keys want
    public Doctor(Map<String, String> environment, InstantSource clock, RandomGenerator random) {
        this.environment = environment;
        this.clock = clock;
        this.random = random;
    }

    /// With its options.
    public CommandSpec command() {
        return flags.addTo(CommandSpec.forAnnotatedObject(this));
    }

    @Override
    public Integer call() {
        var findings = findings(stated());
        if (json) {
            System.out.println(document(findings));
        } else {
            findings.forEach(Doctor::print);
        }
        return findings.stream().anyMatch(finding -> finding.level() == Level.ERROR) ? 1 : 0;
    }

    private List<Finding> findings(@Nullable URI stated) {
        var now = clock.instant();
        Config read;
        try {
            read = Config.of(flags.with(environment), Path.of(System.getProperty("user.home")));
        } catch (ConfigException e) {
            return List.of(
                    Finding.error("configuration", String.valueOf(e.getMessage()), "the server would not start"));
        }
        var findings = new ArrayList<Finding>();
        findings.add(Finding.ok(
                "configuration",
                "the server would listen on port " + read.port() + " as " + read.baseUrl() + ", store in "
                        + (read.database() == null ? read.data() : "PostgreSQL")));
        findings.addAll(store(read, now));
        findings.addAll(RedisChecks.of(read.redis()));
        findings.addAll(FileChecks.of(
                read, () -> SqlStoreFacts.of(StoreReader.file(read.data()), now).sealed(), random));
        findings.addAll(ServerChecks.of(new Servers(read, stated, statedKeyFile()), clock));
        return List.copyOf(findings);
    }

    private static List<Finding> store(Config read, Instant now) {
        var database = read.database();
        return database == null
                ? StoreChecks.of(read.data(), now)
                : SqlDatabaseChecks.of(
                        new Store.Server(
                                database.url(),
                                database.user(),
                                database.passwordFile(),
                                read.data(),
                                database.readUrl(),
                                database.listenUrl()),
                        now);
    }

    /// What the commands that ask a server would ask, if anybody has said.
    private @Nullable URI stated() {
        var variable = environment.get("RIPCORD_URL");
        if (url != null || variable == null) {
            return url;
        }
        try {
            return new ServerUrl().convert(variable);
        } catch (TypeConversionException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), "RIPCORD_URL: " + e.getMessage());
        }
    }

    private @Nullable Path statedKeyFile() {
        var variable = environment.getOrDefault("RIPCORD_KEY_FILE", "");
        return keyFile != null || variable.isEmpty() ? keyFile : Path.of(variable);
    }

    private static void print(Finding finding) {
        System.out.printf("%-8s %-14s %s%n", finding.level().wireName(), finding.about(), finding.found());
        if (!finding.toDo().isEmpty()) {
            System.out.printf("%-8s %-14s → %s%n", "", "", finding.toDo());
        }
    }

    private static String document(List<Finding> findings) {
        var all = findings.stream()
                .map(finding -> new JsonText()
                        .put("level", finding.level().wireName())
                        .put("about", finding.about())
                        .put("found", finding.found())
                        .put("to_do", finding.toDo())
                        .end())
                .toList();
        return new JsonText()
                .put("errors", count(findings, Level.ERROR))
                .put("warnings", count(findings, Level.WARNING))
                .putJson("findings", "[" + String.join(",", all) + "]")
                .end();
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
