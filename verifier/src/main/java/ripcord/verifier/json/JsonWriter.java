package ripcord.verifier.json;

import java.util.Collection;
import java.util.Map;

/** Writes one object. Names are not checked for being there twice. */
public final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder("{");

    JsonWriter() {}

    public JsonWriter put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    public JsonWriter put(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    public JsonWriter put(String name, Collection<String> values) {
        name(name);
        out.append('[');
        String separator = "";
        for (String value : values) {
            out.append(separator);
            quote(value);
            separator = ",";
        }
        out.append(']');
        return this;
    }

    public JsonWriter put(String name, Map<String, Long> counts) {
        name(name);
        var inner = new JsonWriter();
        counts.forEach(inner::put);
        out.append(inner);
        return this;
    }

    public JsonWriter putLists(String name, Map<String, ? extends Collection<String>> lists) {
        name(name);
        var inner = new JsonWriter();
        lists.forEach(inner::put);
        out.append(inner);
        return this;
    }

    private void name(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        quote(name);
        out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** The whole object. */
    @Override
    public String toString() {
        return out + "}";
    }
}
