package ripcord.server.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.config.Config;

/// The Redis that was configured, if there is one. It may be absent from the start, and go at any time: whoever uses it
/// is told nothing then, within his budget, and goes on. It is connected to in the background, and again when it is
/// lost or says nothing for three seconds. Thread-safe.
public final class Redis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    /// How long anybody waits for an answer.
    private static final Duration BUDGET = Duration.ofMillis(50);

    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    /// Told to be well after this time without a fault, so that what comes and goes is told once.
    private static final Duration CALM = Duration.ofSeconds(3);

    private final @Nullable Connector connector;
    private final Duration budget;
    private final LongSupplier nanos;
    private final List<Use> uses = new CopyOnWriteArrayList<>();
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable ScheduledExecutorService keeper;
    private volatile RedisObserver observer = RedisObserver.NOBODY;
    private volatile @Nullable Link link;
    private volatile @Nullable Hearing hearing;
    private volatile State state;

    /// When something was answered last, and when something was last not well. Only the keeper touches these.
    private long answeredAt;

    private long illAt;

    /// How it is.
    ///
    /// @param detail for people
    public record State(boolean isWell, String detail) {}

    private Redis(@Nullable Connector connector, State state, Duration budget, LongSupplier nanos) {
        this.budget = budget;
        this.connector = connector;
        this.state = state;
        this.nanos = nanos;
        this.keeper = connector == null
                ? null
                : Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("ripcord-redis").factory());
    }

    /// None: nothing is found, nothing is kept, and nothing is loaded.
    public static Redis none() {
        return new Redis(null, new State(true, "not configured"), BUDGET, () -> 0);
    }

    /// The one that is there. Returns at once; [#start] connects to it.
    ///
    /// @param nanos a monotonic clock
    public static Redis of(Config.RedisServer place, LongSupplier nanos) {
        return of(place, BUDGET, nanos);
    }

    /// As [#of(Config.RedisServer, LongSupplier)], for who waits longer or shorter.
    static Redis of(Config.RedisServer place, Duration budget, LongSupplier nanos) {
        var connector = new Later(() -> new LettuceConnector(place));
        return new Redis(connector, new State(true, "being connected to"), budget, nanos);
    }

    /// Makes its connector, which takes a while, when it is first needed.
    private static final class Later implements Connector {
        private final Supplier<Connector> maker;
        private @Nullable Connector made;

        Later(Supplier<Connector> maker) {
            this.maker = maker;
        }

        @Override
        public Link open() {
            return made().open();
        }

        @Override
        public Ear listen(java.util.Set<String> channels, Listener heard) {
            return made().listen(channels, heard);
        }

        private synchronized Connector made() {
            var connector = made == null ? maker.get() : made;
            made = connector;
            return connector;
        }

        @Override
        public synchronized void close() {
            if (made != null) {
                made.close();
            }
        }
    }

    /// Whether there is one, well or not.
    public boolean isConfigured() {
        return connector != null;
    }

    /// Something to use it for; before [#start].
    ///
    /// @param name stable: a metric's label
    public Use use(String name) {
        var use = new Use(name, budget, new Use.Around(() -> link, () -> observer, nanos));
        uses.add(use);
        return use;
    }

    /// Calls between those who give the same prefix; before [#start], and once.
    public Calls calls(String prefix) {
        var made = new Calls(use(Calls.CALLING), prefix);
        if (connector != null) {
            hearing = new Hearing(connector, made, nanos);
        }
        return made;
    }

    /// What it is used for.
    public List<Use> uses() {
        return List.copyOf(uses);
    }

    /// Tells `newObserver` from now on.
    public void observe(RedisObserver newObserver) {
        observer = newObserver;
    }

    /// Tells `listener` when it gets well or stops being so, on a thread of its own.
    public void onChange(Consumer<State> listener) {
        listeners.add(listener);
    }

    /// How it is.
    public State state() {
        return state;
    }

    /// Whether there is a connection.
    public boolean isConnected() {
        return link != null;
    }

    /// Connects to it in the background, and goes on doing so.
    public void start() {
        if (keeper != null) {
            var _ = keeper.scheduleWithFixedDelay(this::keep, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void keep() {
        try {
            var current = link;
            if (current == null) {
                connect();
            } else if (!current.isOpen()) {
                drop(current, "the connection is lost");
            } else {
                attend(current);
                hear();
            }
        } catch (RuntimeException e) {
            LOG.warn("redis not looked after", e);
        }
    }

    private void connect() {
        try {
            link = java.util.Objects.requireNonNull(connector, "the keeper runs")
                    .open();
            answeredAt = nanos.getAsLong();
            uses.forEach(Use::reset);
            judge();
            hear();
        } catch (RedisUnavailableException e) {
            ill("cannot be reached: " + e.getMessage());
        }
    }

    private void hear() {
        var wanted = hearing;
        var wrong = wanted == null ? "" : wanted.keep();
        if (!wrong.isEmpty()) {
            ill(wrong);
        }
    }

    private void drop(Link lost, String why) {
        link = null;
        lost.close();
        if (hearing != null) {
            hearing.stop();
        }
        ill(why);
        connect();
    }

    /// A server that is frozen takes everything and says nothing; one behind a cut says nothing either.
    private void attend(Link current) {
        if (answers(current)) {
            answeredAt = nanos.getAsLong();
            judge();
        } else if (nanos.getAsLong() - answeredAt > SILENCE.toNanos()) {
            drop(current, "it says nothing");
        } else {
            ill("it says nothing");
        }
    }

    private static boolean answers(Link current) {
        var answer = current.ping();
        try {
            return answer.get(BEAT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(false);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void judge() {
        var suspended = uses.stream().filter(Use::isSuspended).map(Use::name).toList();
        if (!suspended.isEmpty()) {
            ill("slow or failing, and not asked for now: " + String.join(", ", suspended));
        } else if (state.isWell || nanos.getAsLong() - illAt >= CALM.toNanos()) {
            say(new State(true, "answers"));
        }
    }

    private void ill(String why) {
        illAt = nanos.getAsLong();
        say(new State(false, why));
    }

    private void say(State now) {
        boolean changed = now.isWell != state.isWell;
        state = now;
        if (changed) {
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    /// Lets it go.
    @Override
    public void close() {
        if (keeper == null || connector == null) {
            return;
        }
        keeper.shutdownNow();
        link = null;
        connector.close();
    }
}
