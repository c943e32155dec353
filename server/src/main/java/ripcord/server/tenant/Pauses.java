package ripcord.server.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// When a tenant was suspended, oldest first. Nobody could use a session then, so that time does not count as idle:
/// resuming signs nobody out.
///
/// @param all the last one has no end while it lasts
public record Pauses(List<Pause> all) {
    /// Never.
    public static final Pauses NONE = new Pauses(List.of());

    /// Longer than a session can live.
    private static final Duration REMEMBERED = Duration.ofDays(401);

    /// Suspending and resuming in a loop must not make the row grow: it is read at each use of a session.
    private static final int MOST = 100;

    /// Copies the list.
    public Pauses {
        all = List.copyOf(all);
    }

    /// `[from, to)`
    ///
    /// @param to null while it lasts
    public record Pause(Instant from, @Nullable Instant to) {
        private Instant toOr(Instant now) {
            return to == null ? now : to;
        }

        private Duration length() {
            return Duration.between(from, toOr(from));
        }
    }

    /// Whether one lasts: the tenant is suspended.
    public boolean isOpen() {
        return !all.isEmpty() && all.getLast().to == null;
    }

    /// With one that begins at `now`; this if one lasts.
    Pauses begun(Instant now) {
        if (isOpen()) {
            return this;
        }
        var next = new ArrayList<>(all.stream()
                .filter(pause -> pause.toOr(now).plus(REMEMBERED).isAfter(now))
                .toList());
        while (next.size() >= MOST) {
            mergeTwo(next);
        }
        next.add(new Pause(now, null));
        return new Pauses(next);
    }

    /// Makes one of two neighbours. The earlier is moved up to the later, so that together they stay as long as
    /// they were: for whoever was last seen before both, or after, exactly as much time stood still as before.
    /// For whoever was last seen between their ends more did and never less, so nobody is signed out early, and
    /// by no more than the length of the one that is made. The two that are shortest together are taken, so
    /// among 100 that is at most about a fiftieth of all the time that stood still.
    private static void mergeTwo(List<Pause> pauses) {
        int shortest = 0;
        for (int i = 1; i < pauses.size() - 1; i++) {
            if (together(pauses, i).compareTo(together(pauses, shortest)) < 0) {
                shortest = i;
            }
        }
        var earlier = pauses.remove(shortest);
        var later = pauses.get(shortest);
        pauses.set(shortest, new Pause(later.from.minus(earlier.length()), later.to));
    }

    private static Duration together(List<Pause> pauses, int i) {
        return pauses.get(i).length().plus(pauses.get(i + 1).length());
    }

    /// With the lasting one ended at `now`; this if none lasts.
    Pauses ended(Instant now) {
        if (!isOpen()) {
            return this;
        }
        var next = new ArrayList<>(all);
        next.set(next.size() - 1, new Pause(all.getLast().from, now));
        return new Pauses(next);
    }

    /// When `active` will have passed after `start`, pauses left out; one that lasts counts up to `now`.
    public Instant after(Instant start, Duration active, Instant now) {
        var end = start.plus(active);
        for (var pause : all) {
            var from = later(pause.from, start);
            var to = pause.toOr(now);
            if (to.isAfter(from) && from.isBefore(end)) {
                end = end.plus(Duration.between(from, to));
            }
        }
        return end;
    }

    /// The inverse of [#after]: since when `active` has passed at `now`, pauses left out.
    public Instant before(Instant now, Duration active) {
        var at = now;
        var left = active;
        for (var pause : all.reversed()) {
            var counted = Duration.between(pause.toOr(now), at);
            if (counted.compareTo(left) >= 0) {
                break;
            }
            left = left.minus(counted);
            at = pause.from;
        }
        return at.minus(left);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /// As the tenant's row holds it.
    public String text() {
        return all.stream()
                .map(pause -> pause.from.toEpochMilli() + "-"
                        + (pause.to == null ? "" : String.valueOf(pause.to.toEpochMilli())))
                .collect(Collectors.joining(" "));
    }

    /// The inverse of [#text()].
    public static Pauses of(String text) {
        return text.isEmpty()
                ? NONE
                : new Pauses(Arrays.stream(text.split(" ")).map(Pauses::pause).toList());
    }

    private static Pause pause(String text) {
        int dash = text.indexOf('-');
        var to = text.substring(dash + 1);
        return new Pause(
                Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash))),
                to.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(to)));
    }
}
