package ripcord.verifier;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import ripcord.verifier.feed.Batch;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Target;

/**
 * Who wants to know when a token is taken back. Thread-safe.
 *
 * <p>Nothing falls between asking and watching: a watch is entered first and then checked against the log; an entry is
 * applied to the log first and then told to the watches. Whichever comes second sees the other.
 */
final class Watches {
    private static final System.Logger LOGGER = System.getLogger(Watches.class.getName());

    private final EntrySet entries;
    private final Executor executor;
    private final ConcurrentHashMap<Target, Set<One>> byTarget = new ConcurrentHashMap<>();

    /** @param executor runs what is to be run; listeners may wait, the feed must not */
    Watches(EntrySet entries, Executor executor) {
        this.entries = entries;
        this.executor = executor;
    }

    Watch add(JudgedToken token, Runnable listener) {
        var one = new One(token, listener);
        one.targets()
                .forEach(target -> byTarget.compute(target, (key, there) -> {
                    Set<One> ones = there == null ? ConcurrentHashMap.newKeySet(1) : there;
                    ones.add(one);
                    return ones;
                }));
        one.check();
        one.leaveIfOver();
        return one;
    }

    /** Targets that are watched. */
    int size() {
        return byTarget.size();
    }

    /** To be told after the entries were applied. */
    void onEntries(Batch batch) {
        // An entry that is kept as one of its tenant takes back more than the entry names.
        if (batch.more() || entries.isCoarse()) {
            byTarget.values().forEach(Watches::check);
            return;
        }
        batch.entries().forEach(entry -> {
            Set<One> ones = byTarget.get(entry.target());
            if (ones != null) {
                check(ones);
            }
        });
    }

    private static void check(Set<One> ones) {
        ones.forEach(One::check);
    }

    private final class One implements Watch {
        private final JudgedToken token;
        private final Runnable listener;
        private final AtomicBoolean over = new AtomicBoolean();

        One(JudgedToken token, Runnable listener) {
            this.token = token;
            this.listener = listener;
        }

        List<Target> targets() {
            return token.targets().all();
        }

        void check() {
            if (token.targets().revokedIn(entries, token.claims().rev()).isPresent() && end()) {
                begin();
            }
        }

        private void begin() {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "listener not run, verifier closed");
            }
        }

        private void run() {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "listener failed session=" + token.claims().sessionId(),
                        e);
            }
        }

        @Override
        public void close() {
            end();
        }

        /** Whether this call ended it. */
        private boolean end() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            leave();
            return true;
        }

        /** An entry may have ended it while it was still being entered. */
        void leaveIfOver() {
            if (over.get()) {
                leave();
            }
        }

        private void leave() {
            targets()
                    .forEach(target -> byTarget.computeIfPresent(target, (key, there) -> {
                        there.remove(this);
                        return there.isEmpty() ? null : there;
                    }));
        }
    }
}
