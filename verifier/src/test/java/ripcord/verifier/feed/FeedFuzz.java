package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;

/** Gives bytes to the whole client of the feed, and checks what must hold whatever they are. */
final class FeedFuzz {
    private static final Position RESUME = new Position(Said.LOG, 10);

    private final MovableClocks clocks = new MovableClocks();
    private final Holdings holdings = new Holdings(new EntrySet(100, 1), clocks);
    private final Recorder recorder = new Recorder(holdings);

    void feed(byte[] bytes) {
        holdings.entries()
                .add(
                        new Entry(5, "default", TargetType.SESSION, Said.sessionTarget(5), Effect.REVOKE, 0),
                        Integer.MAX_VALUE);
        var state = new StreamState(new Opening(Moment.now(clocks), RESUME), clocks, holdings, recorder);
        var reader = new FeedReader(new SseStream(new ByteArrayInputStream(bytes), () -> {}), state);
        clocks.advance(Duration.ofSeconds(1));
        try {
            Position before = null;
            while (reader.readNext()) {
                goesForward(before, state.position());
                before = state.position();
            }
        } catch (FeedException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (IOException e) {
            assertThat(e).hasMessage("the stream ended within an event");
        }
        nothingIsForgottenAndNothingIsFresherThanNow();
    }

    private static void goesForward(Position before, Position after) {
        if (before != null) {
            assertThat(after.seq()).isGreaterThanOrEqualTo(before.seq());
            assertThat(after.log()).isEqualTo(before.log());
        }
    }

    private void nothingIsForgottenAndNothingIsFresherThanNow() {
        assertThat(holdings.entries().barred(Said.sessionTarget(5))).isTrue();
        assertThat(holdings.evidence().staleness(Moment.now(clocks))).isNotNegative();
    }
}
