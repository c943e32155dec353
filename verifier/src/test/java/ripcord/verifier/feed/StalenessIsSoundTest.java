package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whole lives of a stream on simulated time: the truth is known, and the claim is held against it. The network delays,
 * the server and the verifier stand still and wake up, wall clocks are set, every clock drifts by up to 99 ppm, and
 * streams are lost, resumed and anchored anew.
 */
final class StalenessIsSoundTest {
    private static final int LIVES = 100;
    private static final long STEP_NANOS = 20_000_000;
    private static final int STEPS = 3_000;

    @Test
    void theClaimIsNeverBelowTheTruth() {
        long judged = 0;
        for (int seed = 0; seed < LIVES; seed++) {
            var life = new Life(new Random(seed));
            life.run();
            judged += life.judged;
        }
        // Otherwise nothing was shown.
        assertThat(judged).isGreaterThan(LIVES * STEPS / 4L);
    }

    /** A constant delay, a growing one, and one of a minute, without any other trouble: the claim is close, too. */
    @Test
    void theClaimIsTheDelayAndLittleMore() {
        for (long delayMillis : new long[] {0, 100, 1_000, 60_000}) {
            var life = new Life(new Random(delayMillis)).withoutTrouble(delayMillis);
            life.run();
            assertThat(life.leastClaim / 1_000_000).isBetween(delayMillis, delayMillis + STEP_NANOS / 1_000_000 + 20);
        }
    }

    private static final class Life {
        private final Random random;
        private final MovableClocks clocks = new MovableClocks();
        private final Holdings holdings = new Holdings(new EntrySet(1_000_000, 1), clocks);
        private final Recorder recorder = new Recorder(holdings);
        private final List<Long> appendedAt = new ArrayList<>();
        private final Deque<Message> pipe = new ArrayDeque<>();
        private final double serverRate;
        private final double verifierRate;
        private final boolean suspends;
        private boolean trouble = true;
        private int steps = STEPS;
        private long delay;
        private double growth;
        private long now;
        private double verifierMono = 1e12;
        private double wallOffset;
        private long serverFrozenUntil;
        private long verifierFrozenUntil;
        private long suspendedUntil;
        private long sent;
        private long lastArrival;
        private StreamState state;
        private Position held;
        private long judged;
        private long leastClaim = Long.MAX_VALUE;

        private record Message(long arrives, String text) {}

        Life(Random random) {
            this.random = random;
            this.serverRate = 1 + (random.nextDouble() - 0.5) * 198e-6;
            this.verifierRate = 1 + (random.nextDouble() - 0.5) * 198e-6;
            this.delay = (long) (random.nextDouble() * random.nextDouble() * 3e9);
            this.suspends = random.nextBoolean();
            this.growth = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        }

        Life withoutTrouble(long delayMillis) {
            trouble = false;
            delay = delayMillis * 1_000_000;
            growth = 0;
            steps = 2 * STEPS;
            return this;
        }

        void run() {
            connect();
            for (int i = 0; i < steps; i++) {
                now += STEP_NANOS;
                if (now < suspendedUntil) {
                    wallOffset += STEP_NANOS * verifierRate;
                } else {
                    verifierMono += STEP_NANOS * verifierRate;
                }
                delay += (long) (growth * STEP_NANOS * 0.1);
                if (trouble) {
                    trouble();
                }
                readClocks();
                serve();
                receive();
                judge();
            }
        }

        private void trouble() {
            switch (random.nextInt(1000)) {
                case 0 -> serverFrozenUntil = now + (long) (random.nextDouble() * 30e9);
                case 1 -> verifierFrozenUntil = now + (long) (random.nextDouble() * 30e9);
                case 2 -> suspendOrSetClock();
                case 3 -> growth = random.nextInt(3) * random.nextDouble();
                case 4 -> connect();
                case 5 -> delay = (long) (random.nextDouble() * 2e9);
                default -> {}
            }
        }

        /** Not both in one life: who is suspended and has the clock set back meanwhile cannot know how long it took. */
        private void suspendOrSetClock() {
            if (suspends) {
                verifierFrozenUntil = now + (long) (random.nextDouble() * 30e9);
                suspendedUntil = verifierFrozenUntil;
            } else {
                wallOffset += (random.nextDouble() - 0.5) * 7200e9;
            }
        }

        /** The wall clock of a suspended machine goes on, its monotonic clock does not: the offset is the difference. */
        private void readClocks() {
            clocks.set((long) verifierMono, (long) ((verifierMono + wallOffset) / 1e6));
        }

        private double serverMillis() {
            return Math.floor((5e9 + now * serverRate) / 1e3) / 1e3;
        }

        /** The request takes no time, which is what makes the staleness smallest. */
        private void connect() {
            if (state != null && state.position() != null) {
                held = state.position();
            }
            pipe.clear();
            readClocks();
            state = new StreamState(new Opening(Moment.now(clocks), held), clocks, holdings, recorder);
            send(Said.events("hello " + Said.hello(1, Said.LOG, serverMillis())));
            sent = held == null ? 0 : held.seq();
            if (held == null) {
                send(Said.events("snapshot " + entriesUntil(appendedAt.size())));
            }
        }

        private void serve() {
            if (now < serverFrozenUntil) {
                return;
            }
            if (random.nextInt(10) == 0) {
                appendedAt.add(now);
            }
            double read = serverMillis();
            int head = appendedAt.size();
            if (trouble && random.nextInt(100) == 0) {
                // Stopped between reading and writing.
                serverFrozenUntil = now + (long) (random.nextDouble() * 5e9);
            }
            if (head > sent) {
                send(Said.events("entries " + entriesUntil(head)));
            }
            send(Said.events("heartbeat " + Said.heartbeat(head, read)));
        }

        private String entriesUntil(int head) {
            var entries = new ArrayList<String>();
            for (long seq = sent + 1; seq <= head; seq++) {
                entries.add(Said.session(seq));
            }
            sent = head;
            return Said.event(head, entries.toArray(String[]::new));
        }

        private void send(String text) {
            lastArrival = Math.max(lastArrival, Math.max(now, serverFrozenUntil) + delay);
            pipe.add(new Message(lastArrival, text));
        }

        private void receive() {
            if (now < verifierFrozenUntil) {
                return;
            }
            var text = new StringBuilder();
            while (!pipe.isEmpty() && pipe.peek().arrives() <= now) {
                text.append(pipe.remove().text());
            }
            var in = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
            var reader = new FeedReader(new SseStream(in, () -> {}), state);
            try {
                while (reader.readNext()) {
                    // The state is told.
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            recorder.told.clear();
        }

        /** A verifier that stands still judges nothing. */
        private void judge() {
            if (now < verifierFrozenUntil) {
                return;
            }
            long claimed = holdings.evidence().stalenessNanos(clocks.monoNanos(), clocks.wallMillis());
            if (claimed == Long.MAX_VALUE) {
                return;
            }
            judged++;
            // The wall clock counts whole milliseconds, the wire whole microseconds.
            long slack = suspends ? 1_001_000 : 1_000;
            leastClaim = Math.min(leastClaim, claimed);
            for (int i = appendedAt.size(); i > 0; i--) {
                boolean isHeld = holdings.entries().barred(Said.sessionTarget(i));
                if (isHeld) {
                    return;
                }
                long truth = now - appendedAt.get(i - 1);
                assertThat(claimed)
                        .as("entry " + i + " is " + truth + " ns old and not held")
                        .isGreaterThanOrEqualTo(truth - slack);
            }
        }
    }
}
