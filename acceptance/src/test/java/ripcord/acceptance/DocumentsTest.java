package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.acceptance.Document.Block;
import ripcord.acceptance.process.Build;
import ripcord.acceptance.process.Checkout;

/// The documents' commands, typed literally into a fresh copy of this checkout, beside one server for all.
@Tag("long")
@ResourceLock(Lanes.TYPED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsTest {
    private static final int PORT = 8480;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private Checkout copy;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        assumeTrue(Build.isFree(PORT), "NOT RUN: the documents' port " + PORT + " is in use on this machine");
        copy = Checkout.copyTo(folder);
        copy.startInBackground("./ripcord serve");
        copy.awaitHealthy(PORT);
    }

    @AfterAll
    void stop() {
        if (copy != null) {
            copy.close();
        }
    }

    static Stream<String> names() {
        return Document.all().stream()
                .filter(document -> !document.commands().isEmpty())
                .map(Document::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatADocumentSaysToTypeDoesWhatItSays(String name) {
        List<Block> commands = Document.all().stream()
                .filter(document -> document.name().equals(name))
                .findFirst()
                .orElseThrow()
                .commands();

        Checkout.Ended ended = copy.type(script(commands), PATIENCE);

        assertThat(ended.status()).as(ended.printed()).isZero();
        commands.stream()
                .filter(block -> !block.promises().isEmpty())
                .forEach(block -> assertThat(printedBy(block, ended.printed()))
                        .as("line %d", block.line())
                        .containsSubsequence(block.promises()));
        System.out.printf("%s: %d blocks of commands ran%n", name, commands.size());
    }

    /// One shell for all, as a reader has one terminal; the block that fails is named by its line.
    private static String script(List<Block> blocks) {
        return blocks.stream()
                .map(block -> "echo; echo '" + mark(block) + "'\n" + block.text())
                .collect(Collectors.joining("\n"));
    }

    private static String mark(Block block) {
        return "--- line " + block.line() + " ---";
    }

    /// In one line, since a promise says nothing about where lines end.
    private static String printedBy(Block block, String all) {
        String from = all.substring(all.indexOf(mark(block)) + mark(block).length());
        int next = from.indexOf("\n--- line ");
        return (next < 0 ? from : from.substring(0, next)).replaceAll("\\s+", " ");
    }
}
