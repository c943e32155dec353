package ripcord.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;

/// What a node holds at a moment, when nothing that can be collected is left.
///
/// @param at       since the first look
/// @param heap     bytes of live objects
/// @param resident bytes of memory that the process has
/// @param files    open files and sockets
record Memory(Duration at, int node, long heap, long resident, long files) {
    private static final long MIB = 1 << 20;

    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"}";
    private static final Http HTTP = Http.plain(Duration.ofSeconds(10));

    /// What may come and go. A leak of one object for each of some ten thousand questions is more.
    private static final double TOLERATED = 0.10;

    private static final long TOLERATED_HEAP = 3 * MIB;
    private static final long TOLERATED_RESIDENT = 16 * MIB;
    private static final long TOLERATED_FILES = 20;

    /// Collects what can be collected, and looks.
    static Memory of(Duration at, Node node, String rootKey) {
        long pid = node.server().pid();
        collect(pid);
        return new Memory(at, node.index(), heap(node, rootKey), resident(pid), files(pid));
    }

    private static void collect(long pid) {
        try {
            Process collecting = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(pid),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            collecting.waitFor(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static long heap(Node node, String rootKey) {
        return HTTP.send(Call.to(node.uri(), "/metrics").bearer(rootKey).get())
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith(HEAP))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(number -> (long) Double.parseDouble(number))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + HEAP + " in /metrics"));
    }

    private static long resident(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kib -> Long.parseLong(kib) << 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long files(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What grows: of each node the median of the last third beside that of the one before. The first third warms up.
    static List<String> growth(Collection<Memory> looks) {
        List<String> growth = new ArrayList<>();
        looks.stream()
                .collect(Collectors.groupingBy(Memory::node, TreeMap::new, Collectors.toList()))
                .forEach((node, all) -> {
                    growth.addAll(grown(node, "live heap in bytes", all, Memory::heap, TOLERATED_HEAP));
                    growth.addAll(grown(node, "resident bytes", all, Memory::resident, TOLERATED_RESIDENT));
                    growth.addAll(grown(node, "open files", all, Memory::files, TOLERATED_FILES));
                });
        return growth;
    }

    private static List<String> grown(
            int node, String what, List<Memory> looks, ToLongFunction<Memory> value, long tolerated) {
        List<Memory> inOrder =
                looks.stream().sorted(Comparator.comparing(Memory::at)).toList();
        int third = inOrder.size() / 3;
        long before = median(inOrder.subList(third, 2 * third), value);
        long last = median(inOrder.subList(inOrder.size() - third, inOrder.size()), value);
        return last > before * (1 + TOLERATED) + tolerated
                ? List.of("node %d: %s grew from %d to %d".formatted(node, what, before, last))
                : List.of();
    }

    private static long median(List<Memory> looks, ToLongFunction<Memory> value) {
        return looks.stream()
                .mapToLong(value)
                .sorted()
                .skip(looks.size() / 2)
                .findFirst()
                .orElse(0);
    }

    @Override
    public String toString() {
        return "node %d: %d MiB live, %d MiB resident, %d files".formatted(node, heap / MIB, resident / MIB, files);
    }
}
