package ripcord.server.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times and durations as the wire has them.
final class Times {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,3})?Z");
    private static final Pattern DURATION = Pattern.compile(
            "P(?=.)(?:\\d{1,6}D)?(?:T(?=.)(?:\\d{1,7}H)?(?:\\d{1,8}M)?(?:\\d{1,10}(?:\\.\\d{1,3})?S)?)?");

    private Times() {}

    /// RFC 3339 in UTC, at most milliseconds.
    static Optional<Instant> instant(String text) {
        return matches(TIME, text) ? Optional.of(text).flatMap(Times::parseInstant) : Optional.empty();
    }

    private static Optional<Instant> parseInstant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// ISO 8601 in days, hours, minutes and seconds, at most milliseconds.
    static Optional<Duration> duration(String text) {
        return matches(DURATION, text) ? Optional.of(Duration.parse(text)) : Optional.empty();
    }

    private static boolean matches(Pattern form, String text) {
        return text.length() <= 40 && form.matcher(text).matches();
    }
}
