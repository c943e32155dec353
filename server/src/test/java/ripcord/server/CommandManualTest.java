package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import ripcord.server.cli.Terminal;
import ripcord.server.cli.Terminal.People;
import ripcord.server.config.Statements;

/// Every command says what it is for.
class CommandManualTest {
    private static final Pattern VARIABLE = Pattern.compile("RIPCORD_[A-Z_]*[A-Z]");

    private static final Pattern EXAMPLE = Pattern.compile("^  (?:.*[|(])? *ripcord ([^>|)]+)");
    private static final Pattern WORD = Pattern.compile("(?:[^ ']|'[^']*')+");

    private final Typed typed = new Typed(Path.of("."), Clock.systemUTC());

    @TestFactory
    Stream<DynamicTest> everyCommandHasADescriptionAndAnExample() {
        return all(tree())
                .map(line -> dynamicTest(line.getCommandSpec().qualifiedName(), () -> {
                    var usage = line.getCommandSpec().usageMessage();

                    assertThat(usage.description()).isNotEmpty();
                    assertThat(line.getCommandSpec().args()).allMatch(arg -> arg.hidden() || says(arg));
                    assertThat(usage.footer())
                            .isNotEmpty()
                            .anyMatch(example ->
                                    example.contains(line.getCommandSpec().qualifiedName()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyHelpIsPrintedAndFitsATerminal() {
        return all(tree())
                .filter(line -> line.getParent() != null)
                .map(line -> dynamicTest(line.getCommandSpec().qualifiedName(), () -> {
                    var name = line.getCommandSpec().qualifiedName().substring("ripcord ".length());

                    var outcome = typed.run(Typed.words(name, "--help"));

                    assertThat(outcome.code()).isZero();
                    assertThat(outcome.err()).isEmpty();
                    assertThat(outcome.out()).contains("Example", "Exit codes:", "ripcord " + name);
                    assertThat(outcome.lines()).allMatch(text -> text.length() <= 100);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyVariableThatACommandReadsIsNoMisspelledOneToTheServer() {
        return all(tree())
                .flatMap(line -> VARIABLE.matcher(line.getUsageMessage()).results())
                .map(MatchResult::group)
                .distinct()
                .map(name -> dynamicTest(
                        name,
                        () -> assertThatNoException()
                                .isThrownBy(() -> Statements.of(Map.of(), Map.of(name, "x"), Optional.empty()))));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsUnderstood() {
        var tree = tree();
        return all(tree)
                .flatMap(line ->
                        Arrays.stream(line.getCommandSpec().usageMessage().footer()))
                .flatMap(text -> EXAMPLE.matcher(text).results().map(example -> example.group(1)))
                .distinct()
                .map(example -> dynamicTest(
                        example, () -> assertThatNoException().isThrownBy(() -> tree.parseArgs(typed(example)))));
    }

    /// The words that a shell makes of it.
    private static String[] typed(String example) {
        return WORD.matcher(example)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
    }

    private static boolean says(ArgSpec arg) {
        return arg.description().length > 0 && Arrays.stream(arg.description()).noneMatch(String::isBlank);
    }

    private CommandLine tree() {
        return tree(typed);
    }

    static CommandLine tree(Typed typed) {
        var nowhere = new ByteArrayOutputStream();
        return typed.commands(new Terminal(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, People.NONE))
                .whole();
    }

    static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(CommandManualTest::all));
    }
}
