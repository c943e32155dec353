package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is told to stop while many sign in: what it did and what it said it did are the same.
class GracefulStopTest {
    private static final int CLIENTS = 16;

    @TempDir
    Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> otherAnswers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch warm = new CountDownLatch(200);

    private void signInUntilTheServerIsGone(LiveServer server, String subject) {
        try {
            while (true) {
                acknowledged.add(server.signIn(subject).session());
                warm.countDown();
            }
        } catch (UncheckedIOException e) {
            // No connection, or one that ended before the request was taken: nothing was said, nothing may be done.
        } catch (AssertionError e) {
            otherAnswers.add(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void whatWasDoneWasSaidAndWhatWasSaidWasKept() throws InterruptedException {
        var server = LiveServer.start(folder);
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            var subject = "subject-" + i;
            clients.add(Thread.ofVirtual().start(() -> signInUntilTheServerIsGone(server, subject)));
        }
        warm.await();

        server.server().close();

        for (var client : clients) {
            client.join();
        }
        assertThat(otherAnswers).isEmpty();
        try (var again = LiveServer.start(folder)) {
            assertThat(sessions(again)).isEqualTo(new TreeSet<>(acknowledged));
        }
    }

    @Test
    void aFeedThatIsOpenedMeanwhileIsToldToComeBackAndNotThatThereAreTooMany() {
        try (var server = LiveServer.start(folder)) {
            server.server().sayBye();

            var answer = server.http()
                    .get("/feed?name=orders&max_staleness_ms=2000&when_stale=reject")
                    .bearer(server.rootKey())
                    .send()
                    .expect(503);

            assertThat(answer.text("/code")).isEqualTo("unavailable");
            assertThat(answer.header("Retry-After")).contains("1");
        }
    }

    private static Set<String> sessions(LiveServer server) {
        var found = new TreeSet<String>();
        var next = Optional.of("");
        while (next.isPresent()) {
            var cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
            var page = server.http()
                    .get("/admin/v1/tenants/default/sessions?limit=100" + cursor)
                    .bearer(server.rootKey())
                    .send()
                    .expect(200)
                    .json();
            page.get("items").forEach(session -> found.add(session.get("id").asString()));
            next = Optional.ofNullable(page.get("next_cursor"))
                    .filter(node -> !node.isNull())
                    .map(node -> node.asString());
        }
        return found;
    }
}
