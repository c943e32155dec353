package ripcord.server.database;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.audit.Trail;

/// One caller's unit of work, from the queue to its answer.
final class Unit<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Unit.class);

    private enum State {
        WAITING,
        BEGUN,
        ABANDONED
    }

    private final Function<Instant, Optional<Swap<T>>> shortcut;
    private final Function<Transaction, T> work;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<Writer.Done<T>> answer = new CompletableFuture<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Set<Change> changes = new LinkedHashSet<>();
    private final @Nullable Trail trail = Trail.current();
    private boolean acknowledges;
    private @Nullable Swap<T> swap;
    private @Nullable Result<T> result;

    /// What the work answered, which may be nothing.
    private record Result<T>(T value) {}

    /// @param shortcut what may be enough at that time, in place of `work`
    Unit(Function<Instant, Optional<Swap<T>>> shortcut, Function<Transaction, T> work) {
        this.shortcut = shortcut;
        this.work = work;
    }

    /// What may be enough, and binds the caller from now on.
    Optional<Swap<T>> shortcutAt(Instant now) {
        Optional<Swap<T>> found;
        try {
            found = shortcut.apply(now);
        } catch (RuntimeException e) {
            LOG.warn("no shortcut where there may be one", e);
            return Optional.empty();
        }
        if (found.isEmpty() || !begin()) {
            return Optional.empty();
        }
        swap = found.get();
        return found;
    }

    /// Its [shortcut][#shortcutAt] was enough.
    void swapped(Sql sql, Instant now) {
        result = new Result<>(requireNonNull(swap).done().apply(new Running(sql, now)));
    }

    /// Its [shortcut][#shortcutAt] was not enough, or not kept.
    void notSwapped() {
        swap = null;
        result = null;
        afterCommit.clear();
        changes.clear();
        acknowledges = false;
        state.set(State.WAITING);
    }

    /// Whether its caller still wants it; from then on it can no longer be abandoned.
    boolean begin() {
        return state.compareAndSet(State.WAITING, State.BEGUN);
    }

    /// Does the work; what it answers is kept until [#succeed].
    void run(Sql sql, Instant now) {
        result = new Result<>(work.apply(new Running(sql, now)));
    }

    private final class Running implements Transaction {
        private final Sql sql;
        private final Instant instant;

        Running(Sql sql, Instant instant) {
            this.sql = sql;
            this.instant = instant;
        }

        @Override
        public Sql sql() {
            return sql;
        }

        @Override
        public Instant instant() {
            return instant;
        }

        @Override
        public void afterCommit(Runnable action) {
            afterCommit.add(Trail.carried(trail, action));
        }

        @Override
        public void acknowledge() {
            acknowledges = true;
        }

        @Override
        public void tell(String topic, String about) {
            changes.add(new Change(topic, about));
        }
    }

    /// What others have to be told, once the work was done.
    Set<Change> changes() {
        return changes;
    }

    /// What is durable and not applied here is no success: whoever trusted it would meet this node's old copies.
    ///
    /// @return whether all of it is applied
    boolean runAfterCommit() {
        Optional<Throwable> fault = Optional.empty();
        for (var action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.error("action after commit failed", e);
                fault = Optional.of(e);
            }
        }
        fault.ifPresent(e -> fail(new OutcomeUnknownException("kept, and not applied on this node", e)));
        return fault.isEmpty();
    }

    /// @param told the position of what its commit told others, or, if it told nothing, of what was told before
    void succeed(long told) {
        if (result != null) {
            answer.complete(new Writer.Done<>(result.value, changes.isEmpty() && !acknowledges ? 0 : told));
        }
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    Writer.Done<T> await(Duration deadline) {
        try {
            return Waits.within(deadline, answer::get);
        } catch (TimeoutException e) {
            throw late(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late(deadline);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private RuntimeException late(Duration deadline) {
        return state.compareAndSet(State.WAITING, State.ABANDONED)
                ? new StoreUnavailableException("the writer did not begin within " + deadline)
                : new OutcomeUnknownException("the writer gave no answer within " + deadline);
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }
}
