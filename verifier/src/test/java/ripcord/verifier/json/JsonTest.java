package ripcord.verifier.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
    private static final JsonLimits SMALL = new JsonLimits(4096, 4, 8, 64);

    @Test
    void everyKindOfValueIsReadExactly() {
        var object = read("""
                {"s":"a\\u00e9\\ud83d\\ude00\\n","i":-42,"max":9223372036854775807,"min":-9223372036854775808,
                 "f":1.50,"t":true,"n":null,"a":["x","y"]}""");

        assertThat(object.string("s")).isEqualTo("aé😀\n");
        assertThat(object.integer("i")).isEqualTo(-42);
        assertThat(object.integer("max")).isEqualTo(Long.MAX_VALUE);
        assertThat(object.integer("min")).isEqualTo(Long.MIN_VALUE);
        assertThat(object.number("f")).isEqualTo(new BigDecimal("1.50"));
        assertThat(object.bool("t")).isTrue();
        assertThat(object.find("n")).contains(new JsonValue.Null());
        assertThat(object.strings("a")).containsExactly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":1.2.3}",
                "{\"a\":1e5e5}",
                "{\"a\":0x10}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12G4\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"tab\there\"}",
                "/**/{}",
                "{} //",
                "\uFEFF{}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "[1 2]",
                "{\"a\":-01}",
                "{\"a\":--1}",
                "\u000b{}"
            })
    void whatTheGrammarDoesNotHaveIsRefused(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"x\":{\"b\":1,\"c\":2,\"b\":3}}"})
    void aMemberThatIsThereTwiceIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).hasMessageContaining("twice");
    }

    @Test
    void aMemberThatIsThereTwiceAmongManyIsRefused() {
        var limits = new JsonLimits(100_000, 4, 1000, 2000);
        var text = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            text.append("\"m").append(i).append("\":").append(i).append(',');
        }
        var twice = (text + "\"m7\":0}").getBytes(UTF_8);
        var once = (text + "\"m100\":100}").getBytes(UTF_8);

        assertThatThrownBy(() -> Json.parse(twice, limits)).hasMessageContaining("twice");
        assertThat(Json.object(once, limits).integer("m42")).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e309",
                "-1e309",
                "1e999999999",
                "1e-999999999",
                "1E+400",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999999999999999999999999999999999",
                "0.00000000000000000000000000000000000000000001"
            })
    void numbersThatTwoParsersReadDifferentlyAreRefused(String number) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> parse("{\"exp\":" + number + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "\"1\"", "null", "true", "[1]", "{}"})
    void onlyAnIntegerIsAnInteger(String value) {
        var object = read("{\"exp\":" + value + "}");

        assertThatThrownBy(() -> object.integer("exp"))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("exp: ")
                .hasMessageEndingWith("(expected: integer)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udc00",
                "\\ud800x",
                "\\ud800\\u0041",
                "\\ud800\\ud800",
                "\\udc00\\ud800",
                "\\ud800\\n"
            })
    void aLoneSurrogateIsRefused(String escaped) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> parse("[\"" + escaped + "\"]"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        int[][] hostile = {
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0x80},
            {0xFF},
            {0xC3},
            {0xE2, 0x82},
            {0xC3, 0x28}
        };
        for (int[] bytes : hostile) {
            var text = new byte[bytes.length + 4];
            text[0] = '[';
            text[1] = '"';
            for (int i = 0; i < bytes.length; i++) {
                text[i + 2] = (byte) bytes[i];
            }
            text[text.length - 2] = '"';
            text[text.length - 1] = ']';
            assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(text, SMALL));
        }
    }

    @Test
    void theLimitsAreTheLastThatIsRead() {
        assertThat(parse("[[[[]]]]")).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[[[[[]]]]]")).hasMessageContaining("deeper than 4");

        assertThat(parse("{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1}"))
                .isInstanceOf(JsonObject.class);
        assertThatThrownBy(() -> parse("{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1}"))
                .hasMessageContaining("more than 8 members");

        assertThat(parse("[" + "1,".repeat(62) + "1]")).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[" + "1,".repeat(63) + "1]")).hasMessageContaining("more than 64 values");

        assertThat(parse("[]" + " ".repeat(4094))).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[]" + " ".repeat(4095))).hasMessageContaining("at most 4096");
    }

    @Test
    void aDeepTextIsRefusedBeforeTheStackEnds() {
        var limits = new JsonLimits(2_000_000, 8, 8, 2_000_000);

        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000).getBytes(UTF_8), limits))
                .hasMessageContaining("deeper than 8");
    }

    @Test
    void aStreamedArrayIsHandedOnAndNotKept() {
        var seen = new ArrayList<Long>();
        var text = "{\"seq\":7,\"entries\":[{\"n\":1},{\"n\":2}],\"last\":true}";

        var rest = Json.object(text.getBytes(UTF_8), SMALL, "entries", entry -> seen.add(entry.integer("n")));

        assertThat(seen).containsExactly(1L, 2L);
        assertThat(rest.names()).containsExactly("seq", "last");
        assertThatThrownBy(() ->
                        Json.object("{\"entries\":[],\"entries\":[]}".getBytes(UTF_8), SMALL, "entries", entry -> {}))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> Json.object("{\"entries\":[1]}".getBytes(UTF_8), SMALL, "entries", entry -> {}))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var written = Json.write()
                .put("text", "quote \" backslash \\ control \u0001 é 😀")
                .put("number", Long.MIN_VALUE)
                .put("list", List.of("a", "b\n"))
                .put("counts", Map.of("EXPIRED", 3L))
                .toString();

        var object = read(written);

        assertThat(object.string("text")).isEqualTo("quote \" backslash \\ control \u0001 é 😀");
        assertThat(object.integer("number")).isEqualTo(Long.MIN_VALUE);
        assertThat(object.strings("list")).containsExactly("a", "b\n");
        assertThat(object.object("counts").integer("EXPIRED")).isEqualTo(3);
    }

    /** Seeded: a failure repeats. */
    @Test
    void brokenTextsNeverThrowAnythingElseAndNeverPassWhatJacksonRefuses() {
        var jackson = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        var random = new SplittableRandom(20_260_101);
        var seed =
                "{\"iss\":\"http://é/t/a\",\"aud\":[\"x\",\"\\u00e9\"],\"exp\":1760000000,\"o\":{\"f\":-1.5e3,\"n\":null}}"
                        .getBytes(UTF_8);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = seed.clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            try {
                Json.parse(text, SMALL);
                accepted++;
            } catch (JsonException refused) {
                continue;
            }
            assertThat(readsWithJackson(jackson, text))
                    .as(new String(text, UTF_8))
                    .isTrue();
        }
        assertThat(accepted).isBetween(100, 19_000);
    }

    private static boolean readsWithJackson(JsonMapper jackson, byte[] text) {
        try {
            return jackson.readTree(text) != null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static JsonObject read(String text) {
        return Json.object(text.getBytes(UTF_8), SMALL);
    }

    private static JsonValue parse(String text) {
        return Json.parse(text.getBytes(UTF_8), SMALL);
    }
}
