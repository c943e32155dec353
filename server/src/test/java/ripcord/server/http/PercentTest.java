package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read quickly, since it stands for itself, and what is not.
class PercentTest {
    @ParameterizedTest
    @CsvSource({"'',''", "abc,abc", "a+b,a b", "+,' '", "a%20b,a b", "%2B,+", "a%c3%BCb,a\u00fcb", "\u007f,\u007f"})
    void aValueOfAFormIsDecoded(String text, String decoded) {
        assertThat(Percent.decodeForm(text)).contains(decoded);
    }

    @ParameterizedTest
    @CsvSource({"a+b,a+b", "a%2Fb,a/b", "a%20b,a b"})
    void inAPathAPlusIsAPlus(String text, String decoded) {
        assertThat(Percent.decodeSegment(text)).contains(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz", "%ff", "a\u0080", "\u00fc", "abc\u20ac", "+\u00fc", "%20\u00fc"})
    void whatIsNotPercentEncodedUtf8IsRefused(String text) {
        assertThat(Percent.decodeForm(text)).isEmpty();
        assertThat(Percent.decodeSegment(text)).isEmpty();
    }
}
