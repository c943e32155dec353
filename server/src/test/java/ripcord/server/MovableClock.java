package ripcord.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until the test moves it.
public final class MovableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-21T09:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /// Moves it.
    public void advance(Duration by) {
        now = now.plus(by);
    }

    /// Sets it, backwards too.
    public void set(Instant to) {
        now = to;
    }
}
