package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NewsTest {
    private static final long MOST = Duration.ofMillis(20).toNanos();
    private static final int STREAMS = 100;
    private static final long PAUSE = STREAMS * News.PAUSE_FOR_EACH.toNanos();

    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(3));
    private final News news = new News(new Monotonic(nanos::get));

    @Test
    void whatComesAloneIsToldAtOnceAndOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(news.isToBeTold(STREAMS)).isFalse();
            assertThat(news.quiet(MOST)).isEqualTo(MOST);

            assertThat(news.add()).isTrue();

            assertThat(news.quiet(MOST)).isZero();
            assertThat(news.isToBeTold(STREAMS)).isTrue();
        }
    }

    @Test
    void whatFollowsSeveralIsToldTogetherAfterThePause() {
        tellOfTwo(STREAMS);

        for (int i = 0; i < 5; i++) {
            assertThat(news.add()).isFalse();
            assertThat(news.isToBeTold(STREAMS)).isFalse();
        }
        nanos.addAndGet(PAUSE - 1);
        assertThat(news.isToBeTold(STREAMS)).isFalse();

        nanos.addAndGet(1);
        assertThat(news.add()).isTrue();
        assertThat(news.isToBeTold(STREAMS)).isTrue();
        assertThat(news.isToBeTold(STREAMS)).isFalse();
    }

    @Test
    void whoTellsWakesByHimselfAtTheEndOfThePause() {
        tellOfTwo(STREAMS);
        assertThat(news.add()).isFalse();

        assertThat(news.quiet(MOST)).isEqualTo(PAUSE);
        assertThat(news.quiet(PAUSE - 1)).isEqualTo(PAUSE - 1);
        nanos.addAndGet(PAUSE - 1);
        assertThat(news.quiet(MOST)).isEqualTo(1);

        nanos.addAndGet(1);
        assertThat(news.quiet(MOST)).isZero();
    }

    @Test
    void thePauseForVeryManyIsAnEighthOfTheUsualBound() {
        tellOfTwo(1_000_000);
        assertThat(news.add()).isFalse();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250) - 1);
        assertThat(news.isToBeTold(1_000_000)).isFalse();
        nanos.addAndGet(1);
        assertThat(news.isToBeTold(1_000_000)).isTrue();
    }

    private void tellOfTwo(int streams) {
        assertThat(news.add()).isTrue();
        assertThat(news.add()).isTrue();
        assertThat(news.isToBeTold(streams)).isTrue();
    }
}
