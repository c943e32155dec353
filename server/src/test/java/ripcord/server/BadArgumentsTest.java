package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import ripcord.server.Typed.Outcome;
import ripcord.server.cli.Terminal;
import ripcord.server.cli.Terminal.People;

/// Every command is told wrong things in every way that can be derived from its own model, says which, and changes
/// nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadArgumentsTest {
    /// What nothing takes.
    private static final List<String> NEVER =
            List.of("\u0000", "a\nb", "\u001b[2Jboo", "\u0085", "x".repeat(10_000), "");

    /// What only takes who takes text of people.
    private static final List<String> RARELY =
            List.of("../../etc/passwd", "\u202egnp.exe", "Ünïcödé", "' or 1=1 --", "-1");

    private static final Set<String> TEXTS_OF_PEOPLE =
            Set.of("NAME", "SUBJECT", "REASON", "ROLE", "LABEL", "CLIENT", "AMR", "NEW-FILE");

    /// Whether a cursor is one, only the server can tell; a verifier may call itself so.
    private static final Set<String> MAY_BE_MINUS_ONE = Set.of("CURSOR", "VERIFIER");

    private LiveServer server;
    private Typed typed;
    private Map<String, String> valid;
    private String before;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
        typed = Typed.at(server, folder);
        valid = new HashMap<>(Map.of("TENANT", "default", "SUBJECT", "alice", "KIND", "native", "CAUSE", "mfa"));
        valid.putAll(Map.of("OTHERS", "keep", "AMR", "pwd", "SHELL", "bash", "RIGHT", "feed"));
        valid.putAll(Map.of("ID", "A".repeat(16), "KID", "A".repeat(16)));
        valid.put("SESSION", server.signIn("alice").session());
        before = state();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private CommandLine tree() {
        var nowhere = new ByteArrayOutputStream();
        return typed.commands(new Terminal(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, People.NONE))
                .whole();
    }

    @TestFactory
    Stream<DynamicNode> everyFaultIsNamedAndNothingChanges() {
        return CommandManualTest.all(tree())
                .map(CommandLine::getCommandSpec)
                .filter(spec -> spec.subcommands().isEmpty())
                .map(spec -> dynamicContainer(
                        spec.qualifiedName(), Stream.concat(faults(spec), Stream.of(nothingChanged()))));
    }

    private Stream<DynamicTest> faults(CommandSpec spec) {
        var form = Stream.concat(
                Stream.concat(
                        Stream.of(fault("an option that is none", "--no-such-option", with(spec, "--no-such-option"))),
                        tooMany(spec)),
                spec.args().stream().flatMap(arg -> formFaults(spec, arg)));
        return asksAServer(spec)
                ? Stream.concat(form, spec.args().stream().flatMap(arg -> hostileValues(spec, arg)))
                : form;
    }

    private Stream<DynamicTest> tooMany(CommandSpec spec) {
        return spec.positionalParameters().stream().anyMatch(ArgSpec::isMultiValue)
                ? Stream.empty()
                : Stream.of(fault("an argument too many", "too-many", with(spec, "too-many", "too-many", "too-many")));
    }

    private static boolean asksAServer(CommandSpec spec) {
        return spec.findOption("--timeout") != null;
    }

    private Stream<DynamicTest> formFaults(CommandSpec spec, ArgSpec arg) {
        var faults = new ArrayList<DynamicTest>();
        if (arg.required() && arg.group() == null) {
            faults.add(fault(nameOf(arg) + " missing", nameOf(arg), without(spec, arg)));
        }
        if (arg instanceof OptionSpec option && arg.arity().min() > 0) {
            var words = with(spec, option.longestName());
            faults.add(fault(nameOf(arg) + " without its value", nameOf(arg), words));
        }
        if (arg instanceof OptionSpec option && option.longestName().startsWith("--")) {
            var words = with(spec, misspelt(option.longestName()));
            faults.add(fault(nameOf(arg) + " misspelt", "did you mean: " + nameOf(arg), words));
        }
        return faults.stream();
    }

    /// With the first two letters that differ swapped.
    private static String misspelt(String option) {
        int first = 2;
        while (option.charAt(first) == option.charAt(first + 1)) {
            first++;
        }
        return option.substring(0, first)
                + option.charAt(first + 1)
                + option.charAt(first)
                + option.substring(first + 2);
    }

    private Stream<DynamicTest> hostileValues(CommandSpec spec, ArgSpec arg) {
        if (arg.arity().max() == 0) {
            return Stream.empty();
        }
        var rarely =
                RARELY.stream().filter(value -> !MAY_BE_MINUS_ONE.contains(arg.paramLabel()) || !value.equals("-1"));
        var values =
                TEXTS_OF_PEOPLE.contains(arg.paramLabel()) ? NEVER.stream() : Stream.concat(NEVER.stream(), rarely);
        return values.map(value -> fault(
                nameOf(arg) + " " + (value.length() > 40 ? "very long" : escaped(value)),
                nameOf(arg),
                replacing(spec, arg, value)));
    }

    private DynamicTest fault(String name, String named, List<String> words) {
        return dynamicTest(name, () -> {
            var outcome = typed.run(words.toArray(String[]::new));

            assertIsRefusal(outcome, named);
        });
    }

    private DynamicTest nothingChanged() {
        return dynamicTest("changed nothing", () -> assertThat(state()).isEqualTo(before));
    }

    private static void assertIsRefusal(Outcome outcome, String named) {
        assertThat(outcome.code()).as(outcome.toString()).isIn(1, 2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("ripcord: ").doesNotContain("Exception", "\tat ");
        assertThat(outcome.err().lines().toList()).hasSizeBetween(1, 4).allMatch(line -> line.length() <= 400);
        assertThat(outcome.err().toLowerCase(Locale.ROOT)).contains(named.toLowerCase(Locale.ROOT));
        assertThat(outcome.err().chars()).allMatch(c -> c == '\n' || (c >= 0x20 && (c < 0x7F || c > 0x9F)));
    }

    /// What all of this must not change.
    private String state() {
        return Stream.of(
                        "/admin/v1/tenants",
                        "/admin/v1/api-keys",
                        LiveServer.TENANT + "/policy",
                        LiveServer.TENANT + "/revocations",
                        LiveServer.TENANT + "/sessions",
                        LiveServer.TENANT + "/keys")
                .map(path -> server.http()
                        .get(path)
                        .bearer(server.rootKey())
                        .send()
                        .expect(200)
                        .body())
                .reduce("", String::concat);
    }

    private List<String> with(CommandSpec spec, String... more) {
        var words = replacing(spec, null, "");
        words.addAll(Arrays.asList(more));
        return words;
    }

    private List<String> without(CommandSpec spec, ArgSpec arg) {
        var words = wordsOf(spec);
        needed(spec).filter(each -> !each.equals(arg)).forEach(each -> add(words, each, validFor(each)));
        return words;
    }

    /// The command as it would be right, with one value replaced.
    private List<String> replacing(CommandSpec spec, ArgSpec arg, String value) {
        var words = wordsOf(spec);
        needed(spec)
                .filter(each -> !each.equals(arg))
                .filter(each ->
                        arg == null || each.group() == null || !each.group().equals(arg.group()))
                .forEach(each -> add(words, each, validFor(each)));
        if (arg != null) {
            add(words, arg, value);
        }
        return words;
    }

    /// What must be given; of a group of which one must be given, one.
    private Stream<ArgSpec> needed(CommandSpec spec) {
        return spec.args().stream()
                .filter(each -> each.group() == null
                        ? each.required()
                        : each.group().multiplicity().min() > 0 && each.equals(chosen(each.group())));
    }

    private ArgSpec chosen(ArgGroupSpec group) {
        return group.args().stream()
                .filter(each -> valid.containsKey(each.paramLabel()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> wordsOf(CommandSpec spec) {
        return new ArrayList<>(
                List.of(spec.qualifiedName().substring("ripcord ".length()).split(" ")));
    }

    private static void add(List<String> words, ArgSpec arg, String value) {
        words.add(arg instanceof OptionSpec option ? option.longestName() + "=" + value : value);
    }

    private String validFor(ArgSpec arg) {
        return valid.getOrDefault(arg.paramLabel(), "x");
    }

    private static String nameOf(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private static String escaped(String value) {
        return value.isEmpty()
                ? "empty"
                : value.codePoints()
                        .mapToObj(c -> c < 0x20 || c == 0x85 ? "\\u%04x".formatted(c) : Character.toString(c))
                        .reduce("", String::concat);
    }
}
