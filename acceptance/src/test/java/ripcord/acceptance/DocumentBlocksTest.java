package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.Document.Block;

/// Which lines of the documents are commands.
class DocumentBlocksTest {
    private static final Set<String> LANGUAGES = Set.of("sh", "text", "java", "json", "toml", "yaml", "xml", "nginx");
    private static final Pattern COMMAND =
            Pattern.compile("(    |\t|\\$ )(\\$ )?(\\./|ripcord |curl |java |npm |apt).*");

    @Test
    void shellBlocksAreFoundInOrder() {
        Document document = Document.of("README.md", """
                Start it:

                ```sh
                ./ripcord serve
                ```
                ```json
                {"not": "a command"}
                ```

                ```sh
                curl a   # → one
                curl b   # → two
                ```
                - Also:

                  ```sh
                # not run by the tests: it is this test
                ./dev/test
                  ```
                """.lines().toList());

        assertThat(document.shell().map(Block::line)).containsExactly(3, 10, 16);
        assertThat(document.shell().filter(Block::isServer)).containsExactly(new Block(3, "sh", "./ripcord serve\n"));
        assertThat(document.commands())
                .containsExactly(new Block(10, "sh", "curl a   # → one\ncurl b   # → two\n"))
                .allMatch(block -> block.promises().equals(List.of("one", "two")));
        assertThat(document.shell().filter(Block::isLeftOut).map(Block::whyLeftOut))
                .containsExactly("it is this test");
        assertThat(document.prose()).containsExactly("Start it:", "", "", "- Also:", "");
    }

    @Test
    void whatIsLeftOutIsThisAndSaysWhy() {
        assertThat(shell(Block::isLeftOut, Block::whyLeftOut))
                .containsExactly(
                        "CONTRIBUTING.md: they run the tests",
                        "README.md: it runs them",
                        "docs/quick-start.md: it writes into your Maven repository",
                        "docs/relay.md: two of these run until they are stopped");
    }

    @Test
    void theServerIsStartedInOneWay() {
        assertThat(shell(Block::isServer, Block::text))
                .containsExactly("README.md: ./ripcord serve\n", "docs/quick-start.md: ./ripcord serve\n");
    }

    private static Stream<String> shell(Predicate<Block> which, Function<Block, String> what) {
        return Document.all().stream()
                .flatMap(document ->
                        document.shell().filter(which).map(block -> document.name() + ": " + what.apply(block)));
    }

    @Test
    void noCommandHidesFromTheTests() {
        assertThat(Document.all()).hasSizeGreaterThan(10).allSatisfy(document -> {
            assertThat(document.prose()).noneMatch(line -> COMMAND.matcher(line).matches());
            assertThat(document.blocks()).allMatch(block -> LANGUAGES.contains(block.language()));
        });
    }
}
