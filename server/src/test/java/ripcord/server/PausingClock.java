package ripcord.server;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A clock that, asked for the n-th time, lets somebody else do something first and waits for it. That is a pause in
/// the midst of whatever asked. It never pauses the store's writer: nobody could do anything meanwhile.
public final class PausingClock implements InstantSource {
    private final InstantSource inner;
    private @Nullable LongSupplier meanwhile;
    private int left;
    private long answered;

    public PausingClock(InstantSource inner) {
        this.inner = inner;
    }

    /// From now on, pauses at question number `question`, counted from 1.
    public synchronized void pauseAt(int question, LongSupplier meanwhile) {
        this.left = question;
        this.meanwhile = meanwhile;
    }

    /// Whether it came to that; no longer pauses.
    public synchronized boolean paused() {
        boolean paused = meanwhile == null;
        meanwhile = null;
        return paused;
    }

    /// What was answered meanwhile.
    public synchronized long answered() {
        return answered;
    }

    @Override
    public Instant instant() {
        var now = due();
        if (now != null) {
            try (var other = Executors.newSingleThreadExecutor()) {
                answer(other.submit(now::getAsLong).get());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return inner.instant();
    }

    private synchronized @Nullable LongSupplier due() {
        if (Thread.currentThread().getName().equals("database-writer") || meanwhile == null || --left > 0) {
            return null;
        }
        var now = meanwhile;
        meanwhile = null;
        return now;
    }

    private synchronized void answer(long value) {
        answered = value;
    }
}
