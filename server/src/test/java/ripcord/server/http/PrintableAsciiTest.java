package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The quick way against the plain one. Seeded: a failure repeats.
class PrintableAsciiTest {
    private static final String LONGEST = "tokens-of-25 characters ~";

    private final SplittableRandom random = new SplittableRandom(20_261_122);

    @Test
    void oneCharacterThatIsNotPrintableAsciiIsSeenWhereverItIs() {
        for (int length = Long.BYTES; length <= LONGEST.length(); length++) {
            String text = LONGEST.substring(0, length);
            assertThat(PrintableAscii.surely(text)).as(text).isTrue();
            for (int at = 0; at < length; at++) {
                assertThat(seenAt(text, at)).as("in %s at %s", text, at).containsExactly(oddities());
            }
        }
    }

    private static int[] seenAt(String text, int at) {
        return IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(c -> !PrintableAscii.surely(text.substring(0, at) + (char) c + text.substring(at + 1)))
                .toArray();
    }

    /// A question mark is taken for what it may stand for.
    private static int[] oddities() {
        return IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(c -> c < 0x20 || c > 0x7E || c == '?')
                .toArray();
    }

    @Test
    void whatSurelyIsPrintableAsciiIsSoOneByOne() {
        int sure = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = text(random.nextInt(40));
            boolean surely = PrintableAscii.surely(text);

            assertThat(surely && !isPrintableOneByOne(text)).as(text).isFalse();
            assertThat(surely || text.length() < Long.BYTES || text.contains("?") || !isPrintableOneByOne(text))
                    .as(text)
                    .isTrue();
            sure += surely ? 1 : 0;
        }
        assertThat(sure).isBetween(20_000, 180_000);
    }

    /// In company that a borrow or a carry could come from or go to.
    private String text(int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            boolean odd = random.nextInt(40) == 0;
            text.append(odd ? (char) random.nextInt(1 << 16) : " !>@A~}x".charAt(random.nextInt(8)));
        }
        return text.toString();
    }

    private static boolean isPrintableOneByOne(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    }
}
