package ripcord.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Sends one kind of request over several connections for a stated time, and relates the count to what the server
/// spent.
///
/// Each of a few threads serves many connections in turn: waking a thread of its own for every answer would be done,
/// over loopback, on the server's time.
final class Load {
    private static final int THREADS = 2;

    private static final Duration SLICE = Duration.ofSeconds(2);
    private static final int FEWEST_SLICES = 5;
    private static final int MOST_SLICES = 60;
    private static final double WARM = 0.02;

    private final ServerProcess server;
    private final int connections;
    private final Duration measured;
    private final int mostSlices;

    Load(ServerProcess server, int connections, Duration measured) {
        this(server, connections, measured, SLICE.multipliedBy(MOST_SLICES));
    }

    /// @param warming at most so long; what is not warm by then is measured as it is, and says so
    Load(ServerProcess server, int connections, Duration measured, Duration warming) {
        this.server = server;
        this.connections = connections;
        this.measured = measured;
        this.mostSlices = (int) Math.max(1, warming.dividedBy(SLICE));
    }

    /// What one connection sends next, and what it makes of the answer. Each connection has its own.
    interface Script {
        byte[] next();

        void answered(Connection.Answer answer);
    }

    interface Scripts {
        Script forConnection(int number);
    }

    record Result(String name, long requests, double wallSeconds, Processor.Used used) {
        double perServerCore() {
            return requests / used.all();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-34s %7.0f per second of server core, %5.1f µs each   (%d requests in %.1f s; compilers %.0f %%, load average %.1f)",
                    name,
                    perServerCore(),
                    1e6 / perServerCore(),
                    requests,
                    wallSeconds,
                    100 * used.compiling() / used.all(),
                    average());
        }
    }

    /// Of the machine, over a minute.
    static double average() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    Result run(String name, Scripts scripts) throws IOException, InterruptedException {
        return run(name, scripts, () -> {});
    }

    /// @param begun is run when everything is warm
    Result run(String name, Scripts scripts, Runnable begun) throws IOException, InterruptedException {
        var count = new AtomicLong();
        var over = new AtomicBoolean();
        List<Thread> threads = start(scripts, count, over);
        try {
            var processor = server.processor();
            warmUp(processor);
            begun.run();
            long countBefore = count.get();
            var usedBefore = processor.used();
            long from = System.nanoTime();
            Thread.sleep(measured);
            return new Result(
                    name,
                    count.get() - countBefore,
                    (System.nanoTime() - from) / 1e9,
                    processor.used().since(usedBefore));
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /// Until the compilers have little left to do, whatever else the machine does; at least 10 s, and two minutes at
    /// most, unless it was stated otherwise.
    private void warmUp(Processor processor) throws IOException, InterruptedException {
        boolean warm = false;
        int fewest = Math.min(FEWEST_SLICES, mostSlices);
        for (int slice = 0; slice < fewest || (!warm && slice < mostSlices); slice++) {
            var before = processor.used();
            Thread.sleep(SLICE);
            var used = processor.used().since(before);
            warm = used.compiling() < WARM * used.all();
        }
    }

    private List<Thread> start(Scripts scripts, AtomicLong count, AtomicBoolean over) {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Script> own = new ArrayList<>();
            for (int i = thread; i < connections; i += THREADS) {
                own.add(scripts.forConnection(i));
            }
            threads.add(Thread.ofPlatform().start(() -> send(own, count, over)));
        }
        return threads;
    }

    private void send(List<Script> scripts, AtomicLong count, AtomicBoolean over) {
        var connections = new ArrayDeque<Connection>();
        try {
            for (Script script : scripts) {
                var connection = new Connection(server.port());
                connections.add(connection);
                connection.send(script.next());
            }
            while (!over.get()) {
                for (Script script : scripts) {
                    var connection = connections.remove();
                    script.answered(connection.receive());
                    connection.send(script.next());
                    connections.add(connection);
                    count.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connections.forEach(Load::close);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
