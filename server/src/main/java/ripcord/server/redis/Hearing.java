package ripcord.server.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a connection that hears calls, and lets it go for a while where more is said than servers ever have to say:
/// whoever reaches a Redis may say anything there, and to read it all would cost a processor. For the keeper's thread.
final class Hearing {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);
    /// A server calls two hundred times a second at most, so these are fifty.
    static final int MOST_PER_SECOND = 10_000;

    static final Duration DEAF = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int TRIES = 3;

    private final Connector connector;
    private final Calls calls;
    private final LongSupplier nanos;
    private @Nullable Ear ear;
    private long counted;
    private long countedAt;
    private long deafUntil;
    private boolean deaf;
    private int unanswered;

    /// @param nanos a monotonic clock
    Hearing(Connector connector, Calls calls, LongSupplier nanos) {
        this.connector = connector;
        this.calls = calls;
        this.nanos = nanos;
    }

    /// Has it hear, if somebody wants to; who does may have missed something while nobody heard. To be called twice a
    /// second.
    ///
    /// @return what is wrong, for people; empty text if nothing is
    String keep() {
        if (calls.channels().isEmpty()) {
            return "";
        }
        if (isFlooded() || (deaf && nanos.getAsLong() - deafUntil < 0)) {
            return "far more is called there than servers call: not listened to for a while";
        }
        deaf = false;
        var known = ear;
        return known != null && known.isOpen() ? attend(known) : open();
    }

    private boolean isFlooded() {
        long now = nanos.getAsLong();
        long heard = calls.heard();
        long most = MOST_PER_SECOND * Math.max(1, TimeUnit.NANOSECONDS.toSeconds(now - countedAt));
        boolean flooded = ear != null && heard - counted > most;
        counted = heard;
        countedAt = now;
        if (flooded) {
            LOG.warn("calls flooded, not listened to seconds={}", DEAF.toSeconds());
            stop();
            deaf = true;
            deafUntil = now + DEAF.toNanos();
        }
        return flooded;
    }

    private String attend(Ear open) {
        var answer = open.ping();
        try {
            boolean _ = answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            unanswered = 0;
            return "";
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(false);
            unanswered++;
            return unanswered < TRIES ? "" : open();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private String open() {
        stop();
        try {
            ear = connector.listen(calls.channels(), calls::heard);
            unanswered = 0;
            calls.missed();
            return "";
        } catch (RedisUnavailableException e) {
            return "cannot be listened to: " + e.getMessage();
        }
    }

    void stop() {
        if (ear != null) {
            ear.close();
            ear = null;
        }
    }
}
