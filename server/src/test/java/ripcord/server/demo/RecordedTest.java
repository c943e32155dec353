package ripcord.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecordedTest {
    private static final Recorded THIS = Recorded.of("this", ProcessHandle.current(), 8490);

    @Test
    void aProcessIsFoundAgain() {
        assertThat(Recorded.read(THIS.line()).flatMap(Recorded::running)).contains(ProcessHandle.current());
    }

    @Test
    void anotherProcessThatGotTheNumberIsLeftAlone() {
        var earlier = new Recorded("old", THIS.pid(), THIS.started().minus(Duration.ofMinutes(1)), 8490);

        assertThat(earlier.running()).isEmpty();
    }

    @Test
    void aLineThatIsNotOursIsNoProcess() {
        assertThat(Recorded.read("")).isEmpty();
        assertThat(Recorded.read("server x 1 2")).isEmpty();
    }
}
