package ripcord.bench.feed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ripcord.bench.load.Backend;
import ripcord.bench.load.Delays;
import ripcord.bench.load.Driver;
import ripcord.server.load.Connection;

/// A backend that takes tokens back over many connections, of several tenants in turn, and waits for each to be
/// acknowledged.
final class Revoker {
    private static final int THREADS = 2;
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");

    private final int port;
    private final List<Backend> tenants;
    private final int connections;

    /// @param connections in all, half of them on each of two threads
    Revoker(int port, List<Backend> tenants, int connections) {
        this.port = port;
        this.tenants = List.copyOf(tenants);
        this.connections = connections;
    }

    /// One that was acknowledged.
    record Done(long seq, long sent, long acknowledged) {}

    /// What became of all of them.
    record Storm(List<Done> all, double seconds) {
        double perSecond() {
            return all.size() / seconds;
        }

        long last() {
            return all.stream().mapToLong(Done::seq).max().orElse(0);
        }

        Delays acknowledged() {
            return Delays.of(
                    all.stream().map(done -> done.acknowledged - done.sent).toList());
        }
    }

    /// Takes so many back.
    ///
    /// @param perSecond at most so many; 0 for as many as are acknowledged
    Storm revoke(int number, int perSecond) throws InterruptedException {
        Queue<Done> done = new ConcurrentLinkedQueue<>();
        var next = new AtomicInteger();
        long begun = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> run(new Share(number, perSecond, begun, next, done))));
        }
        for (var thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (done.size() < number) {
            throw new IllegalStateException(done.size() + " were taken back (expected: " + number + ")");
        }
        return new Storm(List.copyOf(done), seconds);
    }

    private record Share(int number, int perSecond, long begun, AtomicInteger next, Queue<Done> done) {}

    private void run(Share share) {
        var open = new ArrayList<Connection>();
        try {
            for (int i = 0; i < connections / THREADS; i++) {
                open.add(Driver.connect(port));
            }
            var sent = new long[open.size()];
            boolean more = true;
            while (more) {
                int asked = 0;
                while (asked < open.size() && more) {
                    int number = share.next.getAndIncrement();
                    more = number < share.number;
                    if (more) {
                        pace(share, number);
                        sent[asked] = System.nanoTime();
                        open.get(asked++)
                                .send(tenants.get(number % tenants.size()).revokeToken(token()));
                    }
                }
                for (int i = 0; i < asked; i++) {
                    String answer = Backend.expect(201, open.get(i).receive());
                    share.done.add(new Done(seq(answer), sent[i], System.nanoTime()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(Revoker::close);
        }
    }

    private static void pace(Share share, int number) {
        if (share.perSecond > 0) {
            long due = share.begun + number * 1_000_000_000L / share.perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private static String token() {
        var bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long seq(String answer) {
        Matcher matcher = SEQ.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("no seq in " + answer);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
