package ripcord.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
    private static final long MB = 1 << 20;

    @Test
    void theHeapIsCollectedWhenMostOfItsOldGenerationMustBeGarbage() {
        assertThat(HeapWatch.isOvergrown(128 * MB, 0)).isFalse();
        assertThat(HeapWatch.isOvergrown(129 * MB, 0)).isTrue();
        assertThat(HeapWatch.isOvergrown(188 * MB, 60 * MB)).isFalse();
        assertThat(HeapWatch.isOvergrown(189 * MB, 60 * MB)).isTrue();
        assertThat(HeapWatch.isOvergrown(800 * MB, 400 * MB)).isFalse();
        assertThat(HeapWatch.isOvergrown(801 * MB, 400 * MB)).isTrue();
    }

    @Test
    void aHeapUnderTheOptionsOfTheServerStaysNearWhatLives() throws IOException, InterruptedException {
        assertThat(heapAtMost("watched")).isLessThan(400);
        assertThat(heapAtMost("unwatched")).as("what the watch is there for").isGreaterThan(600);
    }

    /// How much of the heap was in use at most, in MB, in a JVM that throws away 1.5 GB of what has become old, with
    /// 50 MB of it living at a time.
    private static long heapAtMost(String how) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "@jvm.options",
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ageing.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).matches("[0-9]+");
        return Long.parseLong(said);
    }

    static final class Ageing {
        private static final int PIECE = 100_000;
        private static final int LIVING = 500;
        private static final int ALL = 15_000;

        public static void main(String... how) {
            var watch = new HeapWatch();
            Queue<byte[]> living = new ArrayDeque<>();
            var heap = ManagementFactory.getMemoryMXBean();
            long most = 0;
            for (int i = 0; i < ALL; i++) {
                living.add(new byte[PIECE]);
                if (living.size() > LIVING) {
                    living.remove();
                }
                if (i % 100 == 0) {
                    if (List.of(how).equals(List.of("watched"))) {
                        watch.look();
                    }
                    most = Math.max(most, heap.getHeapMemoryUsage().getUsed());
                }
            }
            System.out.println(most / MB);
        }
    }
}
