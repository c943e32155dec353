package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 63, 64, 127, 128})
    void whatIsLookedUpIsWhatWouldHaveBeenSaid(int step) {
        IntPredicate allowed = c -> step > 0 && c % step == 0;
        var characters = new Characters(allowed);

        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(c -> characters.has(c) != allowed.test(c)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',0", "abc,3", "ab c,2", "' abc',0", "abcz\u00fcrich,4", "\ud83d\ude80,0", "ab\u007f,2"})
    void aTextIsPlainUpToTheFirstCharacterThatIsNotAllowedOrNotAscii(String text, int plain) {
        assertThat(new Characters(c -> c > 0x20 && c != 0x7F).plain(text)).isEqualTo(plain);
    }
}
