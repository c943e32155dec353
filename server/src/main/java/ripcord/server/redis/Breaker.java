package ripcord.server.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Stops asking when half of the last answers failed or took too long, and tries again by itself a second later.
/// Thread-safe.
final class Breaker {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SEEN = 20;
    private static final int FEWEST = 5;
    private static final int TRIES = 3;

    private final CircuitBreaker inner;

    /// @param slow from when on an answer counts as none
    Breaker(String name, Duration slow) {
        inner = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(SEEN, FEWEST, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(50)
                        .slowCallRateThreshold(50)
                        .slowCallDurationThreshold(slow)
                        .waitDurationInOpenState(PAUSE)
                        .permittedNumberOfCallsInHalfOpenState(TRIES)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /// Whether to ask. Who may, says afterwards how it was.
    boolean admits() {
        return inner.tryAcquirePermission();
    }

    void answered(long nanos) {
        inner.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos, Exception e) {
        inner.onError(nanos, TimeUnit.NANOSECONDS, e);
    }

    /// The connection is another one.
    void reset() {
        inner.reset();
    }

    boolean isOpen() {
        return inner.getState() == CircuitBreaker.State.OPEN;
    }
}
