package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.process.Build;
import ripcord.acceptance.process.Checkout;

/// The README's commands, typed literally into a fresh copy of this checkout.
@Tag("long")
@ResourceLock(Lanes.PATIENT)
class ReadmeTest {
    private static final int PORT = 8480;

    @TempDir
    private Path folder;

    @Test
    void itsCommandsWork() throws IOException {
        Readme readme = Readme.of(Files.readAllLines(Build.root().resolve("README.md")));
        assertThat(readme.servers()).as("blocks that start the server").hasSize(1);
        assertThat(readme.commands()).as("blocks to type").isNotEmpty();
        assumeTrue(Build.isFree(PORT), "NOT RUN: the README's port " + PORT + " is in use on this machine");

        try (Checkout copy = Checkout.copyTo(folder)) {
            copy.startInBackground(readme.servers().getFirst().commands());
            copy.awaitHealthy(PORT);

            Checkout.Ended ended = copy.type(script(readme.commands()), Duration.ofMinutes(4));

            assertThat(ended.status()).as(ended.printed()).isZero();
            System.out.printf(
                    "README: %d blocks of commands ran%n", readme.commands().size() + 1);
        }
    }

    /// One shell for all, as a reader has one terminal; the block that fails is named by its line.
    private static String script(List<Readme.Block> blocks) {
        return blocks.stream()
                .map(block -> "echo '--- README.md, line " + block.line() + "'\n" + block.commands())
                .collect(Collectors.joining("\n"));
    }
}
