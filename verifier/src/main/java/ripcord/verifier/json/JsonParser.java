package ripcord.verifier.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import ripcord.verifier.json.JsonValue.Null;
import ripcord.verifier.json.JsonValue.Text;
import ripcord.verifier.json.JsonValue.Truth;

/** Reads one text, front to back, once. The depth limit bounds the recursion. */
final class JsonParser {
    private static final Truth TRUE = new Truth(true);
    private static final Truth FALSE = new Truth(false);
    private static final Null NULL = new Null();
    private static final byte[] TRUE_WORD = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE_WORD = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_WORD = "null".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private final JsonLimits limits;
    private final JsonStrings strings;
    private int at;
    private int depth;
    private int values;

    JsonParser(byte[] text, JsonLimits limits) {
        if (text.length > limits.bytes()) {
            throw new JsonException("text: " + text.length + " bytes (expected: at most " + limits.bytes() + ")");
        }
        this.text = text;
        this.limits = limits;
        this.strings = new JsonStrings(text);
    }

    JsonValue parse() {
        skipSpace();
        JsonValue value = value();
        end();
        return value;
    }

    JsonObject parseStreaming(String streamed, Consumer<JsonObject> sink) {
        skipSpace();
        expect('{');
        var members = new Members();
        boolean seen = false;
        enter();
        for (boolean more = !next('}'); more; more = another('}')) {
            String name = name();
            if (!name.equals(streamed)) {
                members.add(name, value());
            } else if (seen) {
                throw new JsonException("a member is there twice");
            } else {
                seen = true;
                stream(sink);
            }
        }
        depth--;
        end();
        return members.toObject();
    }

    private void stream(Consumer<JsonObject> sink) {
        expect('[');
        enter();
        for (boolean more = !next(']'); more; more = another(']')) {
            if (!(value() instanceof JsonObject object)) {
                throw broken("an object");
            }
            sink.accept(object);
        }
        depth--;
    }

    private void end() {
        skipSpace();
        if (at < text.length) {
            throw broken("the end");
        }
    }

    private JsonValue value() {
        if (++values > limits.values()) {
            throw new JsonException("more than " + limits.values() + " values");
        }
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> text();
            case 't' -> word(TRUE_WORD, TRUE);
            case 'f' -> word(FALSE_WORD, FALSE);
            case 'n' -> word(NULL_WORD, NULL);
            default -> number();
        };
    }

    private JsonObject object() {
        at++;
        enter();
        var members = new Members();
        for (boolean more = !next('}'); more; more = another('}')) {
            String name = name();
            members.add(name, value());
        }
        depth--;
        return members.toObject();
    }

    private JsonArray array() {
        at++;
        enter();
        var elements = new JsonValue[4];
        int size = 0;
        for (boolean more = !next(']'); more; more = another(']')) {
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, size * 2);
            }
            elements[size++] = value();
        }
        depth--;
        return new JsonArray(List.of(Arrays.copyOf(elements, size)));
    }

    private String name() {
        if (peek() != '"') {
            throw broken("a member's name");
        }
        String name = strings.name(at + 1);
        at = strings.end();
        skipSpace();
        expect(':');
        skipSpace();
        return name;
    }

    private Text text() {
        Text value = strings.text(at + 1);
        at = strings.end();
        return value;
    }

    private JsonValue number() {
        int shortEnd = JsonNumbers.shortEnd(text, at);
        if (shortEnd > at) {
            JsonValue number = JsonNumbers.shortWhole(text, at, shortEnd);
            at = shortEnd;
            return number;
        }
        int end = JsonNumbers.end(text, at);
        JsonValue number = JsonNumbers.read(text, at, end);
        at = end;
        return number;
    }

    private JsonValue word(byte[] word, JsonValue value) {
        int end = at + word.length;
        if (end > text.length || !Arrays.equals(text, at, end, word, 0, word.length)) {
            throw broken("a value");
        }
        at = end;
        return value;
    }

    private void enter() {
        if (++depth > limits.depth()) {
            throw new JsonException("deeper than " + limits.depth());
        }
        skipSpace();
    }

    /** Whether the closing bracket follows; if so it is read. */
    private boolean next(char close) {
        if (peek() != close) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether another element follows; reads the comma, or the closing bracket. */
    private boolean another(char close) {
        skipSpace();
        if (next(close)) {
            return false;
        }
        expect(',');
        skipSpace();
        return true;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw broken("'" + c + "'");
        }
        at++;
    }

    private int peek() {
        return at < text.length ? text[at] : -1;
    }

    private void skipSpace() {
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private JsonException broken(String expected) {
        return new JsonException("not JSON at byte " + at + " (expected: " + expected + ")");
    }

    /** The members read so far. */
    private final class Members {
        private String[] names = new String[16];
        private JsonValue[] values = new JsonValue[16];
        private int size;

        void add(String name, JsonValue value) {
            if (size == limits.members()) {
                throw new JsonException("more than " + limits.members() + " members");
            }
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size++] = value;
        }

        JsonObject toObject() {
            return new JsonObject(names, values, size);
        }
    }
}
