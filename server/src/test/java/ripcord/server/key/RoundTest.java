package ripcord.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

class RoundTest {
    private final ConcurrentSkipListSet<Integer> all = new ConcurrentSkipListSet<>(List.of(1, 2, 3, 4, 5));
    private final List<Integer> seen = new ArrayList<>();

    private List<Integer> goOn(Round<Integer> round) {
        seen.clear();
        round.goOn(seen::add);
        return List.copyOf(seen);
    }

    @Test
    void asManyAsFitAreAllLookedAtEachTime() {
        var round = new Round<>(all::iterator, 5);

        assertThat(goOn(round)).containsExactly(1, 2, 3, 4, 5);
        assertThat(goOn(round)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void ofMoreTheOthersComeNextAndThenTheFirstAgain() {
        var round = new Round<>(all::iterator, 2);

        assertThat(goOn(round)).containsExactly(1, 2);
        assertThat(goOn(round)).containsExactly(3, 4);
        assertThat(goOn(round)).containsExactly(5);
        assertThat(goOn(round)).containsExactly(1, 2);
    }

    @Test
    void whatComesBehindIsLookedAtInTheSameRound() {
        var round = new Round<>(all::iterator, 2);
        goOn(round);

        all.add(6);

        assertThat(goOn(round)).containsExactly(3, 4);
        assertThat(goOn(round)).containsExactly(5, 6);
    }

    @Test
    void whereThereIsNothingNothingIsDone() {
        assertThat(goOn(new Round<>(new ArrayList<Integer>()::iterator, 2))).isEmpty();
    }
}
