package ripcord.server.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ripcord.server.redis.RedisObserver.Outcome;

/// One thing that Redis is used for, with a budget and a breaker of its own: what is slow or refused there does not
/// keep others from asking. Thread-safe; nobody waits for longer than the budget, and nothing is thrown.
public final class Use {
    private final String name;
    private final Duration budget;
    private final Breaker breaker;
    private final Around around;

    /// @param link     the one to use now; null if there is none
    /// @param observer who is told
    record Around(Supplier<@Nullable Link> link, Supplier<RedisObserver> observer, LongSupplier nanos) {}

    Use(String name, Duration budget, Around around) {
        this.name = name;
        this.budget = budget;
        this.breaker = new Breaker(name, budget.dividedBy(2));
        this.around = around;
    }

    /// Stable: a metric's label.
    public String name() {
        return name;
    }

    /// What lies under `key`; empty if nothing does, or that cannot be found out in time.
    public Optional<byte[]> get(String key) {
        return ask(link -> link.get(key)).flatMap(found -> found);
    }

    /// Puts `value` under `key`, for so long at most.
    ///
    /// @return whether it certainly lies there
    public boolean put(String key, byte[] value, Duration life) {
        return ask(link -> link.put(key, value, life)).orElse(false);
    }

    /// The script's number; empty if there is none in time.
    Optional<Long> run(Script script, String key, String argument) {
        return ask(link -> link.run(script, key, argument));
    }

    /// Tells who listens to `channel`.
    boolean tell(String channel) {
        return ask(link -> link.tell(channel)).orElse(false);
    }

    private <T> Optional<T> ask(Function<Link, CompletableFuture<T>> question) {
        var link = around.link.get();
        if (link == null || !breaker.admits()) {
            around.observer.get().asked(name, Outcome.SKIPPED, 0);
            return Optional.empty();
        }
        long begun = around.nanos.getAsLong();
        @Nullable CompletableFuture<T> answer = null;
        try {
            answer = question.apply(link);
            var found = answer.get(budget.toNanos(), TimeUnit.NANOSECONDS);
            long took = around.nanos.getAsLong() - begun;
            breaker.answered(took);
            around.observer.get().asked(name, Outcome.ANSWERED, took);
            return Optional.of(found);
        } catch (TimeoutException e) {
            failed(begun, Outcome.SLOW, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(begun, Outcome.FAILED, e);
        } catch (ExecutionException | RuntimeException e) {
            // RuntimeException: the driver's own, thrown at once where its queue is full or its connection gone.
            failed(begun, Outcome.FAILED, e);
        }
        if (answer != null) {
            answer.cancel(false);
        }
        return Optional.empty();
    }

    private void failed(long begun, Outcome outcome, Exception e) {
        long took = around.nanos.getAsLong() - begun;
        breaker.failed(took, e);
        around.observer.get().asked(name, outcome, took);
    }

    /// Whether it was given up for the moment.
    public boolean isSuspended() {
        return breaker.isOpen();
    }

    /// The connection is another one.
    void reset() {
        breaker.reset();
    }
}
