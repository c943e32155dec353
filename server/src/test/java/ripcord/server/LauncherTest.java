package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./ripcord` tells the program how wide the terminal is. It stands in a checkout where all is built, before a Java
/// that only says what it was told.
class LauncherTest {
    @TempDir
    Path checkout;

    @BeforeEach
    void build() throws IOException {
        script("dev/find-jdk", "echo '" + checkout + "'");
        script("bin/java", "echo \"columns=${COLUMNS:-none}\"");
        Files.createDirectories(checkout.resolve("server/target"));
        Files.createFile(checkout.resolve("server/jvm.options"));
        Files.createFile(checkout.resolve("server/target/ripcord-server.jar"));
        Files.copy(Path.of("../ripcord"), checkout.resolve("ripcord"));
        executable(checkout.resolve("ripcord"));
    }

    private void script(String name, String command) throws IOException {
        var file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        executable(file);
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String shown(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true);
        builder.environment().remove("COLUMNS");
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private String inTerminal(String command) throws IOException, InterruptedException {
        return shown("script", "--quiet", "--return", "--command", command, "/dev/null");
    }

    @Test
    void aTableIsAsWideAsTheTerminal() throws IOException, InterruptedException {
        assumeTrue(hasTerminals(), "NOT RUN: a terminal needs util-linux's script (Debian: apt install bsdutils)");

        assertThat(inTerminal("stty cols 57; ./ripcord tenant list")).isEqualTo("columns=57");
        assertThat(inTerminal("stty cols 57; COLUMNS=90 ./ripcord tenant list")).isEqualTo("columns=90");
    }

    @Test
    void whereNoTerminalIsATableHasNoWidth() throws IOException, InterruptedException {
        assertThat(shown("./ripcord", "tenant", "list")).isEqualTo("columns=none");
    }

    private static boolean hasTerminals() {
        return List.of("/usr/bin/script", "/bin/script").stream().anyMatch(file -> Files.isExecutable(Path.of(file)));
    }
}
