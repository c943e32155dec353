package ripcord.server.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands of the program. Makes only the one that was typed: starting is most of what a command does.
public final class Commands {
    private static final Pattern ID = Pattern.compile("-[A-Za-z0-9_-]{15}|-[A-Za-z0-9_-]{21}");

    private static final Set<String> ASKING = Set.of(
            "--version", "--help", "tenant", "subject", "session", "policy", "key", "api-key", "revoke", "verifiers");

    private final World world;
    private final Supplier<Object> root;
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    /// @param root what stands before every command, such as `--version`
    public Commands(Supplier<Object> root, World world) {
        this.root = root;
        this.world = world;
    }

    /// Adds a command that works without a server. In the order in which help lists them.
    public Commands with(String name, Supplier<Object> command) {
        commands.put(name, command);
        return this;
    }

    /// Adds the commands that ask a server.
    public Commands withServerCommands() {
        return with("tenant", () -> TenantCommands.of(world))
                .with("subject", () -> SubjectCommands.of(world))
                .with("session", () -> SessionCommands.of(world))
                .with("revoke", () -> new Revoke(world))
                .with("policy", () -> PolicyCommands.of(world))
                .with("key", () -> KeyCommands.of(world))
                .with("api-key", () -> ApiKeyCommands.of(world))
                .with("feed", () -> FeedCommands.of(world))
                .with("verifiers", () -> new Verifiers(world))
                .with("token", () -> TokenCommands.of(world))
                .with("bench", () -> Bench.of(world))
                .with("completion", () -> new Completion(this::whole, world.terminal()));
    }

    /// Whether no thread is left when this is done that would keep the process alive: true of what asks a server.
    public static boolean leavesNothingBehind(String... arguments) {
        return arguments.length > 0 && ASKING.contains(arguments[0]);
    }

    /// Runs what was typed.
    ///
    /// @return the exit code: 0 done, 1 failed or refused, 2 told what cannot be done, 3 no server there
    public int run(String... arguments) {
        var line = lineFor(arguments);
        if (arguments.length == 0) {
            line.usage(world.terminal().err());
            return Failure.USAGE;
        }
        int code = line.execute(arguments);
        return delivered(code);
    }

    private CommandLine lineFor(String... arguments) {
        var first = arguments.length == 0 ? "" : arguments[0];
        if (first.equals("--version")) {
            return prepared(new CommandLine(root.get()));
        }
        return commands.containsKey(first) ? line(first::equals) : whole();
    }

    /// The whole tree, every command made.
    public CommandLine whole() {
        return line(_ -> true);
    }

    private CommandLine line(Predicate<String> which) {
        var line = new CommandLine(root.get());
        commands.forEach((name, command) -> {
            if (which.test(name)) {
                line.addSubcommand(name, command.get());
            }
        });
        return prepared(line);
    }

    private CommandLine prepared(CommandLine line) {
        line.setOut(writer(world.terminal().out()));
        line.setErr(writer(world.terminal().err()));
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(false);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((fault, _) -> usage(fault));
        line.setExecutionExceptionHandler((fault, command, _) -> failed(fault, command));
        Manual.complete(line);
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private int usage(ParameterException fault) {
        var err = world.terminal().err();
        err.println("ripcord: " + Plain.message(String.valueOf(fault.getMessage())));
        if (fault instanceof UnmatchedArgumentException unmatched) {
            hint(unmatched);
        }
        err.println("See: " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Failure.USAGE;
    }

    private void hint(UnmatchedArgumentException fault) {
        if (fault.getUnmatched().stream().anyMatch(text -> ID.matcher(text).matches())) {
            world.terminal().err().println("An id that begins with a hyphen comes last, after --");
            return;
        }
        var nearest = Nearest.to(
                fault.getUnmatched().getFirst(), fault.getCommandLine().getCommandSpec());
        if (!nearest.isEmpty()) {
            world.terminal().err().println("Did you mean: " + String.join(" or ", nearest) + "?");
        }
    }

    private int failed(Exception fault, CommandLine command) throws Exception {
        if (!(fault instanceof Failure failure)) {
            throw fault;
        }
        world.terminal().flush();
        var err = world.terminal().err();
        err.println("ripcord: " + failure.said());
        for (var each : failure.faults()) {
            err.println("  "
                    + Plain.message(name(each.field(), command.getCommandSpec()) + ": expected " + each.expected()));
        }
        if (!failure.requestId().isEmpty()) {
            err.println("  request id: " + Plain.message(failure.requestId()));
        }
        return failure.code();
    }

    /// What the user typed that became the server's field.
    private static String name(String field, CommandSpec spec) {
        var option = "--" + field.replaceAll("\\[.*", "").replace('_', '-');
        if (spec.findOption(option) != null) {
            return option;
        }
        return spec.positionalParameters().stream()
                .map(ArgSpec::paramLabel)
                .filter(label -> label.equalsIgnoreCase(field))
                .findFirst()
                .orElse(field);
    }

    private int delivered(int code) {
        var terminal = world.terminal();
        terminal.failure().ifPresent(why -> terminal.err().println("ripcord: standard output: " + Plain.message(why)));
        boolean lost = terminal.failure().isPresent() || terminal.isClosed();
        return lost && code == Failure.DONE ? Failure.FAILED : code;
    }
}
