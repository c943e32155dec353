package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "\u007f", "\u0080", "z\u00fcrich", "\u20ac", "\ud83d\ude80"})
    void aTextIsReadAsItWasSentWhetherItIsAsciiOrNot(String text) {
        var bytes = ("{\"subject\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(Body.object(bytes).get("subject").stringValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xC0, 0xE9, 0xFF})
    void whatIsNotUtf8IsRefused(int value) {
        var bytes = "{\"subject\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        bytes[12] = (byte) value;

        assertThatThrownBy(() -> Body.object(bytes)).isInstanceOf(RefusedException.class);
    }
}
