package ripcord.verifier.feed;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import ripcord.verifier.json.JsonObject;

/** The events' data, from JSON. Members that are not known are left out: a newer server may say more. */
final class FeedData {
    private static final Predicate<String> ID =
            Pattern.compile("[A-Za-z0-9_-]{16}").asMatchPredicate();
    private static final Predicate<String> TENANT =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?").asMatchPredicate();
    private static final int LONGEST_TIME = 40;
    private static final int MICROS = 3;
    private static final long LONGEST_RETRY_MILLIS = 600_000;

    private FeedData() {}

    static Hello hello(JsonObject data) {
        return new Hello(
                id(data, "subscription"),
                id(data, "log"),
                micros(data, "mono", RoundingMode.CEILING),
                millis(data, "heartbeat_ms", 1, 3_600_000),
                millis(data, "max_staleness_ms", 1, 3_600_000),
                time(data, "at"),
                data.optionalString("strategy").filter("denylist"::equals).isPresent());
    }

    static Heartbeat heartbeat(JsonObject data) {
        return new Heartbeat(seq(data), micros(data, "read", RoundingMode.FLOOR), time(data, "at"));
    }

    static KeyNews keys(JsonObject data) {
        var keys = data.objects("kids").stream()
                .map(key -> new KeyNews.Key(
                        key.string("kid"),
                        key.string("state"),
                        key.optionalString("not_before")
                                .filter(time -> time.length() <= LONGEST_TIME)
                                .orElse("")))
                .toList();
        return new KeyNews(tenant(data), keys);
    }

    static ConfirmAsked confirm(JsonObject data) {
        return new ConfirmAsked(
                id(data, "confirmation"),
                seq(data),
                data.optionalString("tenant").filter(TENANT));
    }

    /** Milliseconds after which to come back. */
    static long bye(JsonObject data) {
        return millis(data, "retry_ms", 0, LONGEST_RETRY_MILLIS);
    }

    static Entry entry(JsonObject data) {
        return new Entry(
                data.integer("seq"),
                tenant(data),
                TargetType.ofWireName(data.string("target_type")),
                Target.fromBase64url(data.string("target")),
                Effect.ofWireName(data.string("effect")),
                time(data, "expires_at"));
    }

    /** A position in the log; 0 is before the first entry. */
    static long seq(JsonObject data) {
        long seq = data.integer("seq");
        if (seq < 0 || seq > Entry.LARGEST_SEQ) {
            throw new FeedException("seq: " + seq + " (expected: 0 to 2^53 - 1)");
        }
        return seq;
    }

    private static String id(JsonObject data, String name) {
        return matching(data, name, ID);
    }

    private static String tenant(JsonObject data) {
        return matching(data, "tenant", TENANT);
    }

    private static String matching(JsonObject data, String name, Predicate<String> form) {
        String value = data.string(name);
        if (!form.test(value)) {
            throw new FeedException(name + ": of another form than expected");
        }
        return value;
    }

    private static long micros(JsonObject data, String name, RoundingMode rounding) {
        BigDecimal millis = data.number(name);
        if (millis.signum() < 0 || millis.compareTo(BigDecimal.valueOf(Entry.LARGEST_SEQ)) > 0) {
            throw new FeedException(name + ": out of range (expected: 0 to 2^53 - 1)");
        }
        return millis.movePointRight(MICROS).setScale(0, rounding).longValueExact();
    }

    private static long millis(JsonObject data, String name, long least, long most) {
        BigDecimal millis = data.number(name);
        if (millis.compareTo(BigDecimal.valueOf(least)) < 0 || millis.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new FeedException(name + ": out of range (expected: " + least + " to " + most + ")");
        }
        return millis.setScale(0, RoundingMode.CEILING).longValueExact();
    }

    private static long time(JsonObject data, String name) {
        String text = data.string(name);
        if (text.length() > LONGEST_TIME || !text.endsWith("Z")) {
            throw new FeedException(name + ": not a time (expected: RFC 3339, UTC)");
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new FeedException(name + ": not a time (expected: RFC 3339, UTC)");
        }
    }
}
