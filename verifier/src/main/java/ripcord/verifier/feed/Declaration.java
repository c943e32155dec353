package ripcord.verifier.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What this verifier tells the server about itself, so that the server knows when it cannot accept any more.
 *
 * @param name for operators, 1 to 64 of {@code [A-Za-z0-9._-]}; several instances may share one
 * @param maxStaleness 100 ms to 1 h
 * @param whenStale {@code introspect}, {@code reject} or {@code accept}
 * @param acceptFor how long it goes on accepting when stale, present exactly with {@code accept}
 * @param version of the service, for operators; up to 64 of {@code [A-Za-z0-9._+-]}, may be empty
 */
public record Declaration(
        String name, Duration maxStaleness, String whenStale, Optional<Duration> acceptFor, String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern WHEN_STALE = Pattern.compile("introspect|reject|accept");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{0,64}");

    public Declaration {
        require(NAME.matcher(name).matches(), "name", "1 to 64 of A-Z a-z 0-9 . _ -");
        require(in(maxStaleness, 100, 3_600_000), "maxStaleness", "PT0.1S to PT1H");
        require(WHEN_STALE.matcher(whenStale).matches(), "whenStale", "introspect, reject or accept");
        require(acceptFor.isPresent() == whenStale.equals("accept"), "acceptFor", "with accept, and only then");
        require(
                acceptFor.isEmpty() || in(acceptFor.get(), maxStaleness.toMillis(), 86_400_000),
                "acceptFor",
                "maxStaleness to PT24H");
        require(VERSION.matcher(version).matches(), "version", "at most 64 of A-Z a-z 0-9 . _ + -");
    }

    private static boolean in(Duration duration, long least, long most) {
        return duration.toMillis() >= least && duration.toMillis() <= most;
    }

    private static void require(boolean holds, String what, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": not as expected (expected: " + expected + ")");
        }
    }

    /** The server must not believe sooner than is so that nothing is accepted any more. */
    private static long roundedUp(Duration duration) {
        return duration.plusNanos(999_999).toMillis();
    }

    /** As the feed's query. */
    String query() {
        return "name=" + name + "&max_staleness_ms=" + roundedUp(maxStaleness) + "&when_stale=" + whenStale
                + acceptFor.map(time -> "&accept_for_ms=" + roundedUp(time)).orElse("")
                + (version.isEmpty() ? "" : "&version=" + version.replace("+", "%2B"));
    }
}
