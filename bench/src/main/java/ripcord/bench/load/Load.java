package ripcord.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Sends one kind of request over several connections for a stated time, and relates the count to what the server
/// spent.
final class Load {
    private final ServerProcess server;
    private final int connections;
    private final Duration warmUp;
    private final Duration measured;

    Load(ServerProcess server, int connections, Duration warmUp, Duration measured) {
        this.server = server;
        this.connections = connections;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /// What one connection sends next, and what it makes of the answer. Each connection has its own.
    interface Script {
        byte[] next();

        void answered(Connection.Answer answer);
    }

    interface Scripts {
        Script forConnection(int number);
    }

    record Result(String name, long requests, double wallSeconds, double serverCpuSeconds) {
        double perServerCore() {
            return requests / serverCpuSeconds;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-34s %9.0f /s   %9.0f per second of one server core   (%d requests, server used %.1f of %.1f s)",
                    name,
                    requests / wallSeconds,
                    perServerCore(),
                    requests,
                    serverCpuSeconds,
                    wallSeconds);
        }
    }

    Result run(String name, Scripts scripts) throws InterruptedException {
        var count = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + warmUp.plus(measured).toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Script script = scripts.forConnection(i);
            threads.add(Thread.ofPlatform().start(() -> send(script, end, count)));
        }
        Thread.sleep(warmUp);
        long countBefore = count.get();
        double cpuBefore = server.cpuSeconds();
        long from = System.nanoTime();
        Thread.sleep(measured);
        long requests = count.get() - countBefore;
        double cpu = server.cpuSeconds() - cpuBefore;
        double wall = (System.nanoTime() - from) / 1e9;
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(name, requests, wall, cpu);
    }

    private void send(Script script, long end, AtomicLong count) {
        try (var connection = new Connection(server.port())) {
            while (System.nanoTime() < end) {
                script.answered(connection.exchange(script.next()));
                count.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
