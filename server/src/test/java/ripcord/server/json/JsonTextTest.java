package ripcord.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// Plain ones, those that must be escaped, and halves of pairs.
    private static final String CHARACTERS =
            "abcABC019 ~\u007f\"\\\b\n\u0000\u001f\u2028\u2029é\ud83d\ude00\ud800\udc00";

    @Test
    void whateverIsPutIsReadAgain() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            var value = text(random, i % 3 == 0 ? 7 : CHARACTERS.length());

            var read = JSON.readTree(new JsonText().put("value", value).end());

            assertThat(read.get("value").stringValue()).isEqualTo(value);
        }
    }

    @Test
    void whatWasBegunIsGoneOnWith() {
        var begun = new JsonText().put("a", 1).open("b").add("2").close().begun();

        assertThat(JsonText.goingOn(begun).put("c", 3).end()).isEqualTo("{\"a\":1,\"b\":[2],\"c\":3}");
        assertThat(JsonText.goingOn(new JsonText().begun()).put("c", 3).end()).isEqualTo("{\"c\":3}");
    }

    private static String text(Random random, int of) {
        var text = new StringBuilder();
        for (int length = random.nextInt(20); length > 0; length--) {
            text.append(CHARACTERS.charAt(random.nextInt(of)));
        }
        return text.toString();
    }
}
