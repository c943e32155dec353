package ripcord.server.json;

import java.util.HexFormat;

/// One JSON object in the making. Names are taken as they are; values are escaped. For one thread.
///
/// It does not notice a name given twice, or an array never closed: callers are few, and their tests read what they
/// wrote.
public final class JsonText {
    private final StringBuilder text;

    /// An object that nothing is in yet.
    public JsonText() {
        this(256);
    }

    /// @param expected about how many characters it will have
    public JsonText(int expected) {
        text = new StringBuilder(expected).append('{');
    }

    private JsonText(StringBuilder text) {
        this.text = text;
    }

    /// The object that [#begun] was taken of, to be gone on with.
    public static JsonText goingOn(String begun) {
        return new JsonText(new StringBuilder(begun.length() + 64).append(begun));
    }

    /// What there is of it, not ended.
    public String begun() {
        return text.toString();
    }

    /// A member that is a string.
    public JsonText put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /// A member that is a whole number.
    public JsonText put(String name, long value) {
        name(name).append(value);
        return this;
    }

    /// A member that is true or false.
    public JsonText put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /// A member that is an array of strings.
    public JsonText put(String name, Iterable<String> values) {
        open(name);
        for (var value : values) {
            comma();
            quote(value);
        }
        return close();
    }

    /// A member whose value is JSON already.
    public JsonText putJson(String name, CharSequence json) {
        name(name).append(json);
        return this;
    }

    /// A member that is an array, to be filled by [#add] and ended by [#close()].
    public JsonText open(String name) {
        name(name).append('[');
        return this;
    }

    /// An element of the open array that is JSON already.
    public JsonText add(CharSequence json) {
        comma();
        text.append(json);
        return this;
    }

    /// Ends the open array.
    public JsonText close() {
        text.append(']');
        return this;
    }

    /// Ends the object: the whole of it. Nothing may be put afterwards.
    public String end() {
        return text.append('}').toString();
    }

    private StringBuilder name(String name) {
        comma();
        return text.append('"').append(name).append("\":");
    }

    private void comma() {
        char last = text.charAt(text.length() - 1);
        if (last != '{' && last != '[') {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        if (isPlain(value)) {
            text.append(value);
        } else {
            escape(value);
        }
        text.append('"');
    }

    /// Nearly every value is, and then it is copied as a whole.
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || isLone(value, i)) {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
    }

    /// Half a surrogate pair has no UTF-8: escaped, it survives.
    private static boolean isLone(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
