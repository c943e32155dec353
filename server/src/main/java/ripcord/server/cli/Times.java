package ripcord.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times and durations as people read and type them.
final class Times {
    private static final DateTimeFormatter READABLE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Times() {}

    /// `2s`, `500ms`, `15m`, `12h`, `90d`, or ISO 8601; empty for anything else.
    static Optional<Duration> parse(String text) {
        var matcher = SHORT.matcher(text);
        var parsed =
                matcher.matches() ? Optional.of(of(Long.parseLong(matcher.group(1)), matcher.group(2))) : iso(text);
        return parsed.filter(duration -> !duration.isNegative() && duration.compareTo(LONGEST) <= 0);
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Optional<Duration> iso(String text) {
        try {
            return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /// RFC 3339 as an answer holds it, made readable; anything else as it is.
    static String readable(String text) {
        return instant(text).map(READABLE::format).orElse(text);
    }

    /// As [#readable(String)], with how long ago or ahead that is.
    static String relative(String text, Instant now) {
        return instant(text)
                .map(at -> READABLE.format(at) + " (" + distance(at, now) + ")")
                .orElse(text);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String distance(Instant at, Instant now) {
        var apart = Duration.between(at, now);
        if (apart.abs().toSeconds() < 1) {
            return "now";
        }
        return apart.isNegative() ? "in " + rough(apart.abs()) : rough(apart) + " ago";
    }

    /// To the largest unit that says something.
    static String rough(Duration duration) {
        if (duration.toDays() >= 2) {
            return duration.toDays() + " d";
        }
        if (duration.toHours() >= 2) {
            return duration.toHours() + " h";
        }
        if (duration.toMinutes() >= 2) {
            return duration.toMinutes() + " min";
        }
        return duration.toSeconds() >= 1 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
