package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.ServerProcess;

/// SIGTERM under load: what was acknowledged is there afterwards.
@ResourceLock(Lanes.BUSY)
class StopTest {
    private static final int CLIENTS = 8;

    @TempDir
    private Path folder;

    private final Queue<SignedIn> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<SignedIn> ended = new ConcurrentLinkedQueue<>();
    private final CountDownLatch warm = new CountDownLatch(100);

    @Test
    void nothingAcknowledgedIsLostByAStop() throws InterruptedException {
        try (ServerProcess server = ServerProcess.start(folder)) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String subject = "subject-" + i;
                clients.add(Thread.ofVirtual().start(() -> use(server.backend(), subject)));
            }
            assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();

            server.stop();

            for (Thread client : clients) {
                assertThat(client.join(Duration.ofSeconds(30))).isTrue();
            }
            server.launchAgain();
            server.awaitReady();
            Backend backend = server.backend();
            assertThat(acknowledged).allMatch(session -> backend.isActive(session.accessToken()));
            assertThat(ended).isNotEmpty().noneMatch(session -> backend.isActive(session.accessToken()));
            System.out.printf(
                    "SIGTERM under load: %d sessions kept, %d ends kept%n", acknowledged.size(), ended.size());
        }
    }

    /// Until the server has gone; of two sessions one is ended.
    private void use(Backend backend, String subject) {
        try {
            while (true) {
                acknowledged.add(backend.signIn(subject, Backend.NATIVE));
                SignedIn other = backend.signIn(subject, Backend.NATIVE);
                backend.end(other.sessionId()).expect(200);
                ended.add(other);
                warm.countDown();
            }
        } catch (LostAnswerException _) {
            // Nothing was said of this one.
        }
    }
}
