package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.chaos.Held.State;
import ripcord.acceptance.process.Await;

/// People who sign in, use what they got, and sign out, at a rate that does not depend on whether anybody answers.
final class Load implements AutoCloseable {
    /// More than can be waiting if nobody answers within the client's patience.
    private static final int AT_ONCE = 1_000;

    private static final int NEWEST = 40;
    private static final int SIGNED_IN_BEFORE = 20;

    private final Installation in;
    private final Client client;
    private final List<Held> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Semaphore inFlight = new Semaphore(AT_ONCE);
    private final List<Thread> tickers = new ArrayList<>();
    private volatile boolean closed;

    Load(Installation in) {
        this.in = in;
        this.client = new Client(in);
    }

    void start() {
        // Else there is hardly anybody to refresh or to end when the fault comes.
        for (int i = 0; i < SIGNED_IN_BEFORE; i++) {
            perform(Operation.SIGN_IN);
        }
        if (!in.setup().fromMemory().isZero()) {
            // The load balancer avoids nodes that are cut off as long as it has another.
            tickers.add(Thread.ofVirtual().name("everywhere").start(this::askEverywhere));
        }
        for (Operation operation : Operation.values()) {
            Duration period = Duration.ofSeconds(1).dividedBy(operation.perSecond());
            tickers.add(Thread.ofVirtual().name(operation.title()).start(() -> tick(operation, period)));
        }
    }

    private void tick(Operation operation, Duration period) {
        long due = System.nanoTime();
        while (!closed) {
            begin(() -> perform(operation));
            due += period.toNanos();
            Await.passUntil(due);
        }
    }

    private void askEverywhere() {
        while (!closed) {
            for (Node node : in.nodes()) {
                begin(() -> any(_ -> true, held -> client.check(node, held, false)));
                begin(() -> any(_ -> true, held -> client.introspect(node, held, false)));
            }
            Await.pass(Duration.ofMillis(100));
        }
    }

    private void begin(Runnable work) {
        inFlight.acquireUninterruptibly();
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } finally {
                inFlight.release();
            }
        });
    }

    private void perform(Operation operation) {
        switch (operation) {
            case SIGN_IN -> client.signIn(in.next(), numbers.getAndIncrement()).ifPresent(sessions::add);
            case CHECK -> any(_ -> true, held -> client.check(in.next(), held, true));
            case INTROSPECT -> any(_ -> true, held -> client.introspect(in.next(), held, true));
            case REFRESH -> alone(held -> held.state() == State.ALIVE, held -> client.refresh(in.next(), held, true));
            case END -> alone(held -> held.state() != State.ENDED, this::end);
            case VERIFY -> in.watches().forEach(watch -> begin(() -> watch.ask(sample(), true)));
        }
    }

    /// What one does with a session.
    @FunctionalInterface
    private interface Use {
        void of(Held held);
    }

    private void any(Predicate<Held> which, Use use) {
        List<Held> fit = newest(which);
        if (!fit.isEmpty()) {
            use.of(fit.get(ThreadLocalRandom.current().nextInt(fit.size())));
        }
    }

    private void alone(Predicate<Held> which, Use use) {
        any(which, held -> {
            if (held.take()) {
                try {
                    use.of(held);
                } finally {
                    held.release();
                }
            }
        });
    }

    private List<Held> newest(Predicate<Held> which) {
        List<Held> fit = sessions.stream().filter(which).toList();
        return fit.subList(Math.max(0, fit.size() - NEWEST), fit.size());
    }

    /// At every node, the moment that it is acknowledged, the session is shown again.
    private void end(Held held) {
        if (client.end(in.next(), held) == Outcome.ACCEPTED) {
            in.nodes().forEach(node -> begin(() -> client.check(node, held, false)));
            in.nodes().forEach(node -> begin(() -> client.introspect(node, held, false)));
        }
    }

    private List<Held> sample() {
        Random random = ThreadLocalRandom.current();
        List<Held> sample = new ArrayList<>(newest(held -> held.state() == State.ALIVE));
        sample.addAll(newest(held -> held.state() != State.ALIVE));
        Collections.shuffle(sample, random);
        return sample.subList(0, Math.min(8, sample.size()));
    }

    List<Held> sessions() {
        return List.copyOf(sessions);
    }

    /// Begins nothing more, and waits until what was begun is answered or given up.
    void stop() {
        closed = true;
        tickers.forEach(Load::join);
        inFlight.acquireUninterruptibly(AT_ONCE);
        inFlight.release(AT_ONCE);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
