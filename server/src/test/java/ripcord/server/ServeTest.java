package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// Starts that fail say why, and starts that succeed leave a store that others cannot read.
class ServeTest {
    @TempDir
    Path folder;

    private record Outcome(int code, String said) {}

    private Outcome run(String... arguments) {
        var before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(Map.of(), arguments);
            return new Outcome(code, withoutTheFuzzer(said.toString(StandardCharsets.UTF_8)));
        } finally {
            System.setErr(before);
        }
    }

    /// Where a fuzz target ran before in the same JVM, its agent tells standard error of each class that is loaded.
    private static String withoutTheFuzzer(String said) {
        return said.lines()
                .filter(line -> !line.startsWith("INFO: Instrumented "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aDatabaseThatDoesNotAnswerIsNamedWithItsFlag() {
        var url = "jdbc:postgresql://localhost:1/ripcord";

        var outcome = run("serve", "--database-url", url, "--data", file("data"), "--master-key-file", file("key"));

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.said)
                .startsWith("ripcord: --database-url: " + url + " cannot be reached")
                .hasLineCount(1);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aPortInUseIsNamedWithItsFlag() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());

            var outcome = run("serve", "--port", port, "--data", file("data"), "--master-key-file", file("key"));

            assertThat(outcome.code).isEqualTo(2);
            assertThat(outcome.said).startsWith("ripcord: --port: " + port).contains("in use");
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void anUnknownFlagOrValueIsRefused() {
        assertThat(run("serve", "--prot", "1").code).isEqualTo(2);
        assertThat(run("serve", "--port", "x"))
                .isEqualTo(new Outcome(
                        2, "ripcord: --port: x (expected: a port from 0 to 65535; 0 takes any that is free)\n"));
        assertThat(run().code).isEqualTo(2);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aFolderThatAnotherServerHasIsRefused() {
        try (var _ = LiveServer.start(folder)) {
            var outcome = run(
                    "serve",
                    "--port",
                    "0",
                    "--base-url",
                    "http://localhost",
                    "--data",
                    file("data"),
                    "--master-key-file",
                    file("master.key"));

            assertThat(outcome.code).isEqualTo(2);
            assertThat(outcome.said).contains("in use by another server");
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void anotherMasterKeyThanTheStoresIsRefused() {
        LiveServer.start(folder).close();

        var outcome = run(
                "serve",
                "--port",
                "0",
                "--base-url",
                "http://localhost",
                "--data",
                file("data"),
                "--master-key-file",
                file("another.key"));

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.said).contains("master key");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void keysAreForTheirOwnerAlone() throws IOException {
        LiveServer.start(folder).close();

        for (var secret : new String[] {"data/root.key", "master.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void onlyTheFirstStartMakesAStoreAndItsKeyStaysGood() {
        String key;
        LiveServer.SignedIn signedIn;
        try (var first = LiveServer.start(folder)) {
            assertThat(first.server().madeTheStore()).isTrue();
            key = first.rootKey();
            signedIn = first.signIn("alice");
        }

        try (var second = LiveServer.start(folder)) {
            assertThat(second.server().madeTheStore()).isFalse();
            assertThat(second.rootKey()).isEqualTo(key);
            second.http()
                    .get("/t/default/auth/session")
                    .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                    .send()
                    .expect(200);
        }
    }

    @Test
    void aStreamIsToldWhenTheServerGoes() throws IOException, InterruptedException {
        var server = LiveServer.start(folder);
        try (var feed =
                server
                        .http()
                        .get("/feed?name=x&max_staleness_ms=2000&when_stale=reject")
                        .bearer(server.rootKey())
                        .stream()) {
            feed.next("snapshot");
            var closing = Thread.ofVirtual().start(() -> server.server().close());

            assertThat(feed.next("bye").data().get("retry_ms").intValue()).isNotNegative();

            closing.join();
        }
    }
}
