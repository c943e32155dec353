package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.Typed;

/// The packaged program before people: it asks and shows colours at a terminal, and nowhere else, and Ctrl-C ends it
/// without a word too many.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalTest {
    /// What a shell shows for a command that SIGINT ended.
    private static final int INTERRUPTED = 130;

    private static final String CTRL_C = "\u0003";
    private static final String ESCAPE = "\u001b[";

    /// A sequence that sets a colour. The line that says how long one has been waiting is erased by another kind.
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private Path folder;
    private ServerProcess server;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        server = ServerProcess.start(folder);
        server.backend().signIn("alice", Backend.NATIVE);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String[] words(String command) {
        return (command + " --url " + server.uri()).split(" ");
    }

    /// `dev/test` says so too, before it begins.
    private static void assumeTerminals() {
        assumeTrue(
                Typed.hasTerminals(), "NOT RUN: a terminal needs util-linux's script (Debian: apt install bsdutils)");
    }

    @Test
    void anInterruptEndsFeedTailAndItsSubscription() {
        try (Typed tail = Typed.plain(folder, words("feed tail --name interrupted"))) {
            Await.until(
                    Duration.ofSeconds(30),
                    "the server knows it",
                    () -> verifiers().contains("interrupted"));
            server.backend().revoke("client", "nobody-has-it").expect(201);

            int code = tail.awaitText("client").interrupt().awaitEnd();

            assertThat(code).isEqualTo(INTERRUPTED);
            assertThat(tail.shown().lines()).as(tail.shown()).hasSize(2);
            Await.until(
                    Duration.ofSeconds(10),
                    "nobody waits for it",
                    () -> !verifiers().contains("interrupted"));
        }
    }

    private String verifiers() {
        Call call = Call.to(server.uri(), "/admin/v1/verifiers").bearer(server.rootKey());
        return server.http().send(call.get()).expect(200).body();
    }

    @Test
    void ctrlCEndsAWatchAtATerminal() {
        assumeTerminals();
        try (Typed watch = Typed.inTerminal(folder, words("verifiers --watch --every 100ms"))) {
            assertThat(watch.awaitText("no verifiers").type(CTRL_C).awaitEnd()).isEqualTo(INTERRUPTED);

            assertThat(watch.shown()).contains(ESCAPE + "H" + ESCAPE + "2J").doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void coloursAreForTerminals() {
        assumeTerminals();
        try (Typed plain = Typed.plain(folder, words("session list --tenant default"));
                Typed shown = Typed.inTerminal(folder, words("session list --tenant default"));
                Typed unwanted = Typed.inTerminal(folder, words("session list --tenant default --no-color"))) {
            assertThat(plain.awaitEnd()).isZero();
            assertThat(shown.awaitEnd()).isZero();
            assertThat(unwanted.awaitEnd()).isZero();

            assertThat(plain.shown()).contains("alive").doesNotContainPattern(COLOUR);
            assertThat(shown.shown()).contains(ESCAPE + "32malive");
            assertThat(unwanted.shown()).contains("alive").doesNotContainPattern(COLOUR);
        }
    }

    @Test
    void aRestoreAsksAtATerminalWhatBecomesOfTheSessions() throws IOException {
        assumeTerminals();
        Path backup = folder.resolve("backup.db");
        try (Typed copy = Typed.plain(folder, "backup", "--data", server.data().toString(), backup.toString())) {
            assertThat(copy.awaitEnd()).as(copy.shown()).isZero();
        }

        assertThat(restored(backup, "kept", "keep\n")).contains("sessions are as they were in the backup");
        assertThat(restored(backup, "ended", "end\n")).contains("everybody is signed out");
        assertThat(restored(backup, "default", "\n")).contains("everybody is signed out");
    }

    private String restored(Path backup, String name, String answer) throws IOException {
        Path data = folder.resolve(name);
        String command = "restore " + backup + " --data " + data + " --master-key-file " + server.masterKeyFile();
        try (Typed restore = Typed.inTerminal(folder, command.split(" "))) {
            restore.awaitText("end or keep [end]: ");
            assertThat(data.resolve("ripcord.db"))
                    .as("nothing is done before the answer")
                    .doesNotExist();

            assertThat(restore.type(answer).awaitEnd()).as(restore.shown()).isZero();

            assertThat(Files.exists(data.resolve("ripcord.db"))).isTrue();
            return restore.shown();
        }
    }

    @Test
    void aRestoreThatNobodyIsThereToAnswerDoesNotAskAndSignsEverybodyOut() throws IOException {
        Path backup = folder.resolve("unattended.db");
        try (Typed copy = Typed.plain(folder, "backup", "--data", server.data().toString(), backup.toString())) {
            assertThat(copy.awaitEnd()).as(copy.shown()).isZero();
        }
        String command = "restore " + backup + " --data " + folder.resolve("unattended") + " --master-key-file "
                + server.masterKeyFile();
        try (Typed restore = Typed.plain(folder, command.split(" "))) {
            assertThat(restore.awaitEnd()).as(restore.shown()).isZero();

            assertThat(restore.shown()).contains("everybody is signed out").doesNotContain("end or keep");
        }
    }
}
