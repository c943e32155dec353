package ripcord.server.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/// Times as JSON holds them (RFC 3339): UTC, whole seconds or milliseconds.
public final class Rfc3339 {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    /// As [Instant#toString()] writes it, less what is shorter than a millisecond. Written by hand because one answer
    /// holds up to six of them, and the general formatter takes much longer.
    public static String text(Instant at) {
        var date = LocalDate.ofEpochDay(Math.floorDiv(at.getEpochSecond(), SECONDS_PER_DAY));
        if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
            return at.truncatedTo(ChronoUnit.MILLIS).toString();
        }
        int second = (int) Math.floorMod(at.getEpochSecond(), SECONDS_PER_DAY);
        var text = new StringBuilder(24);
        two(text, date.getYear() / 100);
        two(text, date.getYear() % 100);
        two(text.append('-'), date.getMonthValue());
        two(text.append('-'), date.getDayOfMonth());
        two(text.append('T'), second / 3600);
        two(text.append(':'), second / 60 % 60);
        two(text.append(':'), second % 60);
        milli(text, at.getNano() / NANOS_PER_MILLI);
        return text.append('Z').toString();
    }

    private static void milli(StringBuilder text, int milli) {
        if (milli > 0) {
            text.append('.').append((char) ('0' + milli / 100));
            two(text, milli % 100);
        }
    }

    private static void two(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}
