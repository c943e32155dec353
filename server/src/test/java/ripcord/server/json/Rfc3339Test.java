package ripcord.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long AFTER_LAST =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1;

    @Test
    void aTimeIsWrittenAsThePlatformWritesIt() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            var at = Instant.ofEpochMilli(random.nextLong(FIRST, AFTER_LAST));

            assertThat(Rfc3339.text(at)).isEqualTo(at.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00Z",
                "0000-02-29T23:59:59.999Z",
                "1969-12-31T23:59:59.001Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T12:00:00.010Z",
                "2026-11-21T09:30:00.250Z",
                "9999-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.999Z"
            })
    void aTimeAtAnEdgeIsWrittenAsThePlatformWritesIt(String text) {
        assertThat(Rfc3339.text(Instant.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-21T09:30:00.250999999Z", "2026-11-21T09:30:00.000999Z", "+10000-01-01T00:00:00.0019Z"})
    void whatIsShorterThanAMillisecondIsLeftOut(String text) {
        var at = Instant.parse(text);

        assertThat(Rfc3339.text(at)).isEqualTo(at.truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
