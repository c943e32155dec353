package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;
import tools.jackson.databind.JsonNode;

/// A tenant is there as a whole or gone for everybody, at whatever moment of its deletion `kill -9` comes; and what was
/// kept of it goes, and is counted once.
@Tag("long")
@ResourceLock(Lanes.BUSY)
class KilledRemovalTest {
    private static final int SESSIONS = 2_000;
    private static final int CLIENTS = 8;
    private static final int KILLS = 6;
    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(20260104);
    private ServerProcess server;
    private Backend shop;

    @Test
    void aDeletionGoesOnWhereItWasKilled(@TempDir Path folder) throws Exception {
        try (ServerProcess started = ServerProcess.start(folder, KillCampaign.QUICK_TO_START)) {
            server = started;
            SignedIn bystander = server.backend().signIn("bystander", Backend.NATIVE);

            List<SignedIn> signedIn = killWhileItDeletes();
            for (int kill = 1; kill < KILLS; kill++) {
                killAgain();
                server.launchAgain();
                server.awaitReady();
                assertThatItIsGone(signedIn.get(random.nextInt(SESSIONS)));
            }

            JsonNode report = completed();
            assertThat(report.at("/deleted/sessions").asInt()).isEqualTo(SESSIONS);
            assertThat(report.at("/deleted/subjects").asInt()).isEqualTo(SESSIONS);
            assertThat(shop.askForTenant().expect(409).code()).isEqualTo("tenant_id_used");
            server.restart();
            assertThat(completed()).isEqualTo(report);
            assertThat(shop.askForTenant().expect(409).code()).isEqualTo("tenant_id_used");
            assertThat(server.backend().isActive(bystander.refreshToken())).isTrue();
        }
    }

    /// Of a tenant whose deletion was over before it was killed, nothing is learned: then another one.
    private List<SignedIn> killWhileItDeletes() throws Exception {
        for (int tries = 0; tries < TRIES; tries++) {
            shop = server.backend().ofTenant("shop-" + tries);
            shop.createTenant();
            List<SignedIn> signedIn = fill();
            if (killAfterTheQuestion()) {
                System.out.printf("killed while it deletes, after %d that were over before%n", tries);
                return signedIn;
            }
            server.launchAgain();
            server.awaitReady();
        }
        throw new AssertionError("each of " + TRIES + " deletions was over before it was killed");
    }

    private List<SignedIn> fill() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<SignedIn>> all = IntStream.range(0, SESSIONS)
                    .<Callable<SignedIn>>mapToObj(number -> () -> signIn("subject-" + number))
                    .toList();
            return threads.invokeAll(all).stream().map(Future::resultNow).toList();
        }
    }

    private SignedIn signIn(String subject) {
        return shop.signIn(Map.of("subject", subject, "credentials", List.of("refresh_token")));
    }

    /// Killed once nobody finds the tenant any more.
    ///
    /// @return whether the question for it was still unanswered
    private boolean killAfterTheQuestion() throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> lost = thread.submit(this::isLost);
            Await.until(PATIENCE, "the deletion is decided", () -> shop.lookUp().status() == 404);
            Await.pass(Duration.ofMillis(random.nextInt(5)));
            server.kill();
            return lost.get();
        }
    }

    private boolean isLost() {
        try {
            shop.deleteTenant();
            return false;
        } catch (LostAnswerException _) {
            return true;
        }
    }

    /// While the server starts, or while it goes on with what it had begun.
    private void killAgain() {
        server.launchAgain();
        if (random.nextInt(3) == 0) {
            Await.pass(Duration.ofMillis(random.nextInt(800)));
        } else {
            server.awaitReady();
            Await.pass(Duration.ofMillis(random.nextInt(40)));
        }
        server.kill();
    }

    private void assertThatItIsGone(SignedIn one) {
        shop.lookUp().expect(404);
        shop.session(one.sessionId()).expect(404);
        server.device(shop.tenant(), "owner/1").refresh(one.refreshToken()).expect(404);
    }

    private JsonNode completed() {
        return Await.value(
                PATIENCE,
                "nothing is left of it",
                () -> Optional.of(shop.deleteTenant().expect(200).json())
                        .filter(report -> report.path("complete").asBoolean()));
    }
}
