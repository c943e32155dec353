package ripcord.verifier.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import ripcord.verifier.json.JsonValue.Text;

/** What is done in a quicker way than the plain one, against the plain one. Seeded: a failure repeats. */
class JsonFastPathsTest {
    private final SplittableRandom random = new SplittableRandom(20_261_122);

    @Test
    void eightBytesAtATimeEndWhereOneByOneDoes() {
        for (int i = 0; i < 200_000; i++) {
            byte[] text = bytes(random.nextInt(40));
            int from = random.nextInt(text.length + 1);

            assertThat(JsonStrings.plainEnd(text, from)).isEqualTo(oneByOne(text, from));
        }
    }

    /** Mostly plain, and what is not plain is any byte, in company that a borrow could come from or go to. */
    private byte[] bytes(int length) {
        var text = new byte[length];
        for (int i = 0; i < length; i++) {
            boolean any = random.nextInt(12) == 0;
            text[i] = (byte) (any ? random.nextInt(256) : "x!#[]~ }".charAt(random.nextInt(8)));
        }
        return text;
    }

    private static int oneByOne(byte[] text, int from) {
        int end = from;
        while (end < text.length && JsonStrings.isPlain(text[end])) {
            end++;
        }
        return end;
    }

    @Test
    void whatIsCalledPrintableIsAndNothingElseIsLost() {
        for (int c = 0; c < 256; c++) {
            String text = "abc" + (char) c + "defghijk";
            byte[] json = ("[\"" + text + "\"]").getBytes(UTF_8);
            if (c < 0x20 || c == '"' || c == '\\') {
                assertThatThrownBy(() -> Json.parse(json, JsonLimits.TOKEN)).isInstanceOf(JsonException.class);
            } else {
                var read = (Text) ((JsonArray) Json.parse(json, JsonLimits.TOKEN))
                        .values()
                        .get(0);
                assertThat(read.value()).isEqualTo(text);
                assertThat(read.printable()).isEqualTo(c < 0x7F);
            }
        }
    }

    @Test
    void aNameIsWhatItsBytesAreWhetherItIsAUsualOneOrNot() {
        String[] usual = {"iss", "sub", "aud", "client_id", "auth_time", "entitlements", "expires_at", "target_type"};
        for (int i = 0; i < 100_000; i++) {
            byte[] name = usual[random.nextInt(usual.length)].getBytes(ISO_8859_1);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                name[random.nextInt(name.length)] = (byte) random.nextInt('a', 'z' + 1);
            }
            int from = random.nextInt(name.length);
            int to = random.nextInt(from, name.length + 1);

            assertThat(JsonNames.of(name, from, to)).isEqualTo(new String(name, from, to - from, ISO_8859_1));
            assertThat(JsonNames.of(name, 0, name.length)).isEqualTo(new String(name, ISO_8859_1));
        }
    }

    @Test
    void fewDigitsAreReadAsManyAre() {
        for (int i = 0; i < 100_000; i++) {
            var number = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
            for (int digits = random.nextInt(1, 21); digits > 0; digits--) {
                number.append((char) ('0' + random.nextInt(10)));
            }
            number.append(random.nextInt(10) == 0 ? ".5" : "").append(random.nextInt(10) == 0 ? "e1" : "");
            byte[] text = number.toString().getBytes(ISO_8859_1);

            assertThat(outcome(() -> Json.parse(text, JsonLimits.TOKEN)))
                    .as(number.toString())
                    .isEqualTo(outcome(() -> JsonNumbers.read(text, 0, JsonNumbers.end(text, 0))));
        }
    }

    private static String outcome(java.util.function.Supplier<JsonValue> read) {
        try {
            return read.get().toString();
        } catch (JsonException e) {
            return e.getMessage();
        }
    }

    /** Names that share their bits with others, too. */
    @Test
    void membersAreFoundAsInAMapAndTwoOfANameAreRefused() {
        for (int i = 0; i < 20_000; i++) {
            var members = new ArrayList<Map.Entry<String, Integer>>();
            var model = new HashMap<String, Integer>();
            boolean twice = false;
            for (int size = random.nextInt(30); size > 0; size--) {
                String name = name();
                twice |= model.put(name, size) != null;
                members.add(Map.entry(name, size));
            }
            var json = new StringBuilder("{");
            members.forEach(member -> json.append(json.length() > 1 ? "," : "")
                    .append('"')
                    .append(member.getKey())
                    .append("\":")
                    .append(member.getValue()));
            byte[] text = json.append('}').toString().getBytes(UTF_8);
            if (twice) {
                assertThatThrownBy(() -> Json.object(text, JsonLimits.TOKEN)).hasMessageContaining("twice");
                continue;
            }
            JsonObject read = Json.object(text, JsonLimits.TOKEN);
            model.forEach((name, value) -> assertThat(read.integer(name)).isEqualTo((int) value));
            for (int absent = 0; absent < 20; absent++) {
                String name = name();
                assertThat(read.has(name)).isEqualTo(model.containsKey(name));
            }
        }
    }

    private String name() {
        return switch (random.nextInt(3)) {
            case 0 -> "iss";
            // Strings of the same hash.
            case 1 -> "Aa".repeat(random.nextInt(3)) + "BB".repeat(random.nextInt(3)) + random.nextInt(40);
            default -> "m" + random.nextInt(1_000);
        };
    }
}
