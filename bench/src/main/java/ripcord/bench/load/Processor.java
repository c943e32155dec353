package ripcord.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a process used of the processor, from Linux' `/proc`, which counts ticks of 10 ms. Not thread-safe.
public final class Processor {
    private static final double TICKS_PER_SECOND = 100;
    private static final int PARENT = 1;
    private static final int USER_TIME = 11;

    private final Path process;
    private final Map<Path, Long> compilers = new HashMap<>();
    private long c1;
    private long c2;

    /// @param pid a JVM's
    public Processor(long pid) {
        process = Path.of("/proc", Long.toString(pid));
    }

    /// Seconds so far.
    ///
    /// @param all of all threads, also of those that are gone
    /// @param c1  of the first just-in-time compiler, less what it did just before a thread of it ended
    /// @param c2  of the second one, likewise
    public record Used(double all, double c1, double c2) {
        /// Of both compilers.
        public double compiling() {
            return c1 + c2;
        }

        /// What was used between the two.
        public Used since(Used earlier) {
            return new Used(all - earlier.all, c1 - earlier.c1, c2 - earlier.c2);
        }
    }

    /// Until now.
    public Used used() throws IOException {
        try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                countIfCompiler(thread);
            }
        }
        return new Used(
                ticks(Files.readString(process.resolve("stat"))) / TICKS_PER_SECOND,
                c1 / TICKS_PER_SECOND,
                c2 / TICKS_PER_SECOND);
    }

    private void countIfCompiler(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            boolean isFirst = stat.contains("(C1 Compiler");
            if (isFirst || stat.contains("(C2 Compiler")) {
                long now = ticks(stat);
                Long before = compilers.put(thread, now);
                long more = now - (before == null ? 0 : before);
                c1 += isFirst ? more : 0;
                c2 += isFirst ? 0 : more;
            }
        } catch (IOException gone) {
            // It ended between the listing and the reading.
        }
    }

    /// Seconds so far of a process, of the processes that it has started, and of those of them that are gone.
    public static double ofFamily(long pid) throws IOException {
        long ticks = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ticks += ticksIfOf(process, Long.toString(pid));
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long ticksIfOf(Path process, String pid) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = fields(stat);
            if (process.endsWith(pid)) {
                return ticks(stat) + Long.parseLong(fields[USER_TIME + 2]) + Long.parseLong(fields[USER_TIME + 3]);
            }
            return fields[PARENT].equals(pid) ? ticks(stat) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    /// User and system time: the 14th and 15th field, of which the second one is a name that may contain anything.
    private static long ticks(String stat) {
        String[] fields = fields(stat);
        return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    }
}
