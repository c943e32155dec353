package ripcord.bench.feed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import ripcord.bench.load.Backend;
import ripcord.bench.load.Driver;
import ripcord.verifier.feed.Crowd;

/// Introspects for those of a crowd whose copy is stale: each of them has one token to decide on, whose answer it keeps
/// for its bound of two seconds. So many questions a second as half of the stale ones are asked, or as many as a few
/// connections get answered.
final class Asker {
    private static final int CONNECTIONS = 8;
    private static final double PER_STALE_SECOND = 0.5;
    private static final long LONGEST_DEBT = 64;

    private final int port;
    private final Backend backend;
    private final Crowd crowd;
    private final Queue<Long> took = new ConcurrentLinkedQueue<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private double due;
    private long accounted;

    Asker(int port, Backend backend, Crowd crowd) {
        this.port = port;
        this.backend = backend;
        this.crowd = crowd;
    }

    /// @param arguments how many subscribers there are, then tokens
    void begin(String[] arguments) {
        took.clear();
        refused.set(0);
        over = arguments.length < 2;
        due = 0;
        accounted = System.nanoTime();
        for (int i = 0; i < CONNECTIONS && !over; i++) {
            threads.add(Thread.ofPlatform().daemon().name("asker-" + i).start(() -> run(arguments)));
        }
    }

    /// A connection that the server ends with an answer is opened anew, as verifiers do; one that it closes with a
    /// question on it counts as a refusal.
    private void run(String[] arguments) {
        while (!over) {
            ask(arguments);
        }
    }

    private void ask(String[] arguments) {
        int all = Integer.parseInt(arguments[0]);
        try (var connection = Driver.connect(port)) {
            while (!over && !connection.isOver()) {
                if (!isDue(all - crowd.freshOnes())) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    continue;
                }
                String token = arguments[1 + Math.floorMod(next.getAndIncrement(), arguments.length - 1)];
                long begun = System.nanoTime();
                if (connection.exchange(backend.introspect(token)).status() == 200) {
                    took.add(System.nanoTime() - begun);
                } else {
                    refused.incrementAndGet();
                }
            }
        } catch (IOException e) {
            refused.incrementAndGet();
            System.err.println("introspection: " + e);
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isDue(int stale) {
        long now = System.nanoTime();
        due = Math.min(LONGEST_DEBT, due + stale * PER_STALE_SECOND * (now - accounted) / 1e9);
        accounted = now;
        if (due < 1) {
            return false;
        }
        due--;
        return true;
    }

    /// What came of it: how many were refused, and how long each of the others took.
    String end() {
        over = true;
        for (var thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
        return took.stream().map(Object::toString).collect(Collectors.joining(" ", "asked " + refused + " ", ""));
    }
}
