package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

class BeatsTest {
    private static final long STEP = Beats.STEP.toNanos();

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(3));
    private final Beats beats =
            new Beats(new Subscriptions.Clocks(new MovableClock(), new Monotonic(nanos::get)), now -> now - 5);
    private FeedFixture feed;
    private FeedStream stream;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder);
        stream = feed.open(FeedFixture.declaration("orders"));
    }

    @AfterEach
    void close() {
        stream.close();
        feed.close();
    }

    @Test
    void aStepIsReachedWhenItIsRungAtItsTimeAndNotBefore() {
        long due = beats.in(3, stream);

        nanos.addAndGet(3 * STEP - 1);
        beats.ring();
        assertThat(beats.isReached(due)).isFalse();

        nanos.addAndGet(1);
        beats.ring();
        assertThat(beats.isReached(due)).isTrue();
    }

    @Test
    void aStreamIsWokenOnceForEachTimeThatItAsked() {
        long _ = beats.in(2, stream);
        nanos.addAndGet(2 * STEP);
        beats.ring();
        assertThat(stream.takeWake()).isTrue();

        nanos.addAndGet(5_000 * STEP);
        beats.ring();
        assertThat(stream.takeWake()).isFalse();
    }

    @Test
    void nobodyIsForgottenWhenNothingWasRungForLongerThanAllStepsTake() {
        nanos.addAndGet(5_000 * STEP);
        long due = beats.in(500, stream);
        assertThat(stream.takeWake()).isFalse();

        nanos.addAndGet(500 * STEP);
        beats.ring();

        assertThat(beats.isReached(due)).isTrue();
        assertThat(stream.takeWake()).isTrue();
    }

    @Test
    void aStepCountsFromNowAlsoWhenTheLastRingWasLongAgo() {
        nanos.addAndGet(10 * STEP);
        long due = beats.in(5, stream);

        nanos.addAndGet(5 * STEP - 1);
        beats.ring();

        assertThat(beats.isReached(due)).isFalse();
    }

    @Test
    void aReadingIsSharedForAStepAndThenMadeAnew() {
        beats.ring();
        long rung = nanos.get();

        nanos.addAndGet(STEP - 1);
        assertThat(beats.reading(0).nanos()).isEqualTo(rung);
        assertThat(beats.reading(0).read()).isEqualTo(rung - 5);

        nanos.addAndGet(1);
        assertThat(beats.reading(0).nanos()).isEqualTo(nanos.get());
    }

    @Test
    void aReadingFromBeforeAStreamBeganIsNotUsedForIt() {
        beats.ring();
        nanos.addAndGet(100);

        assertThat(beats.reading(nanos.get() - 50).read()).isEqualTo(nanos.get() - 5);
    }
}
