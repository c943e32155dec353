package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Breakpoint;
import ripcord.acceptance.process.CommandProcess;
import ripcord.acceptance.process.ServerProcess;

/// However far `ripcord master-key rotate` had come when `kill -9` came, exactly one of the files that are then there
/// opens the store, and whoever opens it next goes on from there.
@Tag("long")
@ResourceLock(Lanes.PATIENT)
class KilledKeyRotationTest {
    private static final int KILLS = 4;
    private static final int TRIES = 5;
    /// Each has keys of its own, so that sealing them anew takes a moment.
    private static final int TENANTS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(20260105);

    @TempDir
    private Path folder;

    private ServerProcess server;
    private SignedIn alice;
    private Path file;
    private Path next;

    @BeforeEach
    void makeAStore() throws IOException {
        server = ServerProcess.start(Files.createDirectory(folder.resolve("store")), KillCampaign.QUICK_TO_START);
        alice = server.backend().signIn("alice", Backend.NATIVE);
        for (int i = 0; i < TENANTS; i++) {
            Backend backend = server.backend().ofTenant("tenant-" + i);
            backend.createTenant();
            backend.signIn("bob", Backend.NATIVE);
        }
        file = server.masterKeyFile();
        next = file.resolveSibling(file.getFileName() + ".next");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void exactlyOneFileOpensTheStore() throws Exception {
        server.stop();
        String former = Files.readString(file);
        long whole = undisturbed();
        assertThat(Files.readString(file)).isNotEqualTo(former);

        for (int kill = 0; kill < KILLS; kill++) {
            // One moment of each part, and the last part is past the end.
            killARotation(Math.round(whole * 1.2 * (kill + random.nextDouble()) / KILLS));
            assertThatExactlyOneOpens(folder.resolve("kill-" + kill));
        }

        server.launchAgain();
        server.awaitReady();
        assertThat(next).doesNotExist();
        assertThatNothingIsLost(server);
    }

    /// Two moments that are too short to be met by chance.
    @Test
    void beforeTheCommitTheFormerKeyOpensTheStoreAndFromThereOnTheNext() throws Exception {
        server.stop();
        String former = Files.readString(file);

        killARotationAt("ripcord.server.MasterKeyRotation", "sealed");
        String abandoned = Files.readString(next);
        assertThat(opened(folder.resolve("before"))).containsExactly(file);

        killARotationAt("ripcord.server.key.MasterKeyFile", "finish");
        assertThat(Files.readString(file)).isEqualTo(former);
        String committed = Files.readString(next);
        assertThat(committed).isNotEqualTo(abandoned);
        assertThat(opened(folder.resolve("between"))).containsExactly(next);

        server.launchAgain();
        server.awaitReady();
        assertThat(next).doesNotExist();
        assertThat(Files.readString(file)).isEqualTo(committed);
        assertThatNothingIsLost(server);
    }

    private void killARotationAt(String type, String method) {
        try (Breakpoint there = Breakpoint.at(type, method);
                CommandProcess rotation = rotation(Map.of("JAVA_TOOL_OPTIONS", there.option()))) {
            there.await();
            rotation.kill();
        }
    }

    /// @return nanoseconds from when the successor is made until it is in its place
    private long undisturbed() {
        for (int tries = 0; tries < TRIES; tries++) {
            try (CommandProcess rotation = rotation()) {
                boolean seen = awaitSuccessor(rotation, Optional.empty());
                long begun = System.nanoTime();
                Await.until(PATIENCE, "the successor is in its place", () -> !Files.exists(next));
                long took = System.nanoTime() - begun;
                assertThat(rotation.await()).as(rotation.printed()).isZero();
                if (seen) {
                    return took;
                }
            }
        }
        throw new AssertionError("each of " + TRIES + " rotations was over before it was seen");
    }

    private CommandProcess rotation() {
        return rotation(KillCampaign.QUICK_TO_START);
    }

    private CommandProcess rotation(Map<String, String> environment) {
        return CommandProcess.start(
                folder.resolve("rotation.log"),
                environment,
                "master-key",
                "rotate",
                "--data",
                server.data().toString(),
                "--master-key-file",
                file.toString());
    }

    /// @param moment nanoseconds from when the successor is made
    private void killARotation(long moment) {
        Optional<String> before = content(next);
        try (CommandProcess rotation = rotation()) {
            awaitSuccessor(rotation, before);
            Await.pass(Duration.ofNanos(moment));
            rotation.kill();
        }
    }

    /// @return whether it was seen; it may also have been made and put in its place between two looks
    private boolean awaitSuccessor(CommandProcess rotation, Optional<String> before) {
        return Await.value(PATIENCE, "a successor is made", () -> {
            boolean alive = rotation.isAlive();
            Optional<String> now = content(next);
            if (now.isPresent() && !now.equals(before)) {
                return Optional.of(true);
            }
            if (alive) {
                return Optional.empty();
            }
            assertThat(rotation.await()).as(rotation.printed()).isZero();
            return Optional.of(false);
        });
    }

    private static Optional<String> content(Path path) {
        try {
            return Optional.of(Files.readString(path));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private void assertThatExactlyOneOpens(Path copies) throws Exception {
        List<Path> opened = opened(copies);
        assertThat(opened).hasSize(1);
        System.out.printf(
                "killed while it rotates: %s opens the store%n",
                opened.getFirst().getFileName());
    }

    private List<Path> opened(Path copies) throws Exception {
        List<Path> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> tries = new ArrayList<>();
            List<Path> keys = List.of(file, next);
            for (Path key : keys) {
                Path copy = copies.resolve(key.getFileName().toString());
                tries.add(threads.submit(() -> Files.exists(key) && opens(key, copy)));
            }
            for (int i = 0; i < tries.size(); i++) {
                if (tries.get(i).get()) {
                    opened.add(keys.get(i));
                }
            }
        }
        return opened;
    }

    /// Whether a server starts on a copy of the store with this key and nothing beside it.
    private boolean opens(Path key, Path copy) throws IOException {
        StoreCopy.of(server.data(), copy.resolve("data"));
        Files.copy(key, copy.resolve("master.key"));
        try (ServerProcess started = ServerProcess.start(copy, KillCampaign.QUICK_TO_START)) {
            assertThatNothingIsLost(started);
            return true;
        } catch (ServerProcess.EndedException e) {
            assertThat(e).hasMessageContaining("master key");
            return false;
        }
    }

    private void assertThatNothingIsLost(ServerProcess started) {
        assertThat(started.backend().isActive(alice.refreshToken())).isTrue();
        SignedIn carol = started.backend().signIn("carol", Backend.NATIVE);
        assertThat(started.backend().isActive(carol.accessToken())).isTrue();
        assertThat(started.backend().ofTenant("tenant-0").keys().expect(200).body())
                .contains("active")
                .doesNotContain("does_not_open");
    }
}
