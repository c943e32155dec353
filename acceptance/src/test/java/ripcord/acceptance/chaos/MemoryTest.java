package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What counts as growing, by looks that nobody took.
class MemoryTest {
    private static final long MIB = 1 << 20;

    private static List<Memory> looks(LongUnaryOperator heap) {
        return IntStream.range(0, 90)
                .mapToObj(n -> new Memory(Duration.ofSeconds(10L * n), 0, heap.applyAsLong(n), 200 * MIB, 60))
                .toList();
    }

    @Test
    void whatWarmsUpAndThenStaysDoesNotGrow() {
        assertThat(Memory.growth(looks(n -> Math.min(40, 20 + n) * MIB + n % 3 * MIB)))
                .isEmpty();
    }

    @Test
    void oneAndAHalfMebibytesAMinuteAreFound() {
        assertThat(Memory.growth(looks(n -> 30 * MIB + n * MIB / 4)))
                .singleElement()
                .asString()
                .contains("live heap");
    }

    @Test
    void filesThatAreLeftOpenAreFound() {
        var looks = IntStream.range(0, 90)
                .mapToObj(n -> new Memory(Duration.ofSeconds(10L * n), 1, 30 * MIB, 200 * MIB, 40 + n))
                .toList();

        assertThat(Memory.growth(looks)).singleElement().asString().startsWith("node 1: open files");
    }
}
