package ripcord.acceptance;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;

/// Signs in and ends, about ten times a second, and remembers when each end was acknowledged.
final class Traffic implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ALIVE = 10;

    /// A session whose access token is watched.
    static final class Watched {
        private final SignedIn signedIn;
        private volatile OptionalLong ended = OptionalLong.empty();

        private Watched(SignedIn signedIn) {
            this.signedIn = signedIn;
        }

        String accessToken() {
            return signedIn.accessToken();
        }

        /// When the end was acknowledged, by [System#nanoTime].
        OptionalLong ended() {
            return ended;
        }
    }

    private final Backend backend;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final Queue<Watched> alive = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;
    /// Whether the oldest of those that live may have ended: the answer that says so was lost.
    private boolean unsure;

    Traffic(Backend backend) {
        this.backend = backend;
        begin();
        thread = Thread.ofVirtual().name("traffic").start(this::run);
    }

    private void run() {
        while (!closed || unsure) {
            try {
                if (!closed) {
                    begin();
                }
                if (alive.size() > ALIVE || unsure) {
                    endOldest();
                }
            } catch (LostAnswerException _) {
                // the server is frozen: nothing was acknowledged
            }
            Await.pass(PACE);
        }
    }

    private void begin() {
        Watched one = new Watched(backend.signIn("subject " + watched.size(), Backend.NATIVE));
        watched.add(one);
        alive.add(one);
    }

    /// Tried until it is acknowledged: whoever ends one that has ended already is told the same.
    private void endOldest() {
        Watched oldest = alive.element();
        unsure = true;
        Answer answer = backend.end(oldest.signedIn.sessionId());
        if (answer.status() < 500) {
            answer.expect(200);
            oldest.ended = OptionalLong.of(System.nanoTime());
            alive.remove();
            unsure = false;
        }
    }

    /// The newest, among them all that live, and as many of the others.
    List<Watched> sample(Random random) {
        List<Watched> all = List.copyOf(watched);
        Stream<Watched> newest = all.stream().skip(Math.max(0, all.size() - 2 * ALIVE));
        Stream<Watched> others = random.ints(ALIVE, 0, all.size()).mapToObj(all::get);
        return Stream.concat(newest, others).distinct().toList();
    }

    List<Watched> all() {
        return List.copyOf(watched);
    }

    /// Waits until everybody who has signed in by now, or is about to, has been signed out.
    void awaitEndOfAllSoFar() {
        int soFar = watched.size() + 1;
        Await.until(
                Duration.ofSeconds(60),
                "all so far have ended",
                () -> all().stream()
                                .limit(soFar)
                                .filter(one -> one.ended.isPresent())
                                .count()
                        == soFar);
    }

    /// Waits until it is known of the last one whether it has ended.
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(PATIENCE)) {
                throw new AssertionError("the last end was not acknowledged within " + PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
