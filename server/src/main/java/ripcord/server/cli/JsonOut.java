package ripcord.server.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON of maps, lists, strings, numbers, booleans and null.
final class JsonOut {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();
    private final boolean pretty;

    private JsonOut(boolean pretty) {
        this.pretty = pretty;
    }

    /// On one line.
    static String compact(@Nullable Object value) {
        return write(value, false);
    }

    /// For people. Short lists stay on one line.
    static String pretty(@Nullable Object value) {
        return write(value, true);
    }

    private static String write(@Nullable Object value, boolean pretty) {
        var out = new JsonOut(pretty);
        out.value(value, 0);
        return out.text.toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> members -> object(members, depth);
            case List<?> items -> array(items, depth);
            case Boolean flag -> text.append(flag.booleanValue());
            case Number number -> text.append(number);
            default -> quote(value.toString());
        }
    }

    private void object(Map<?, ?> members, int depth) {
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> each = members.entrySet().iterator(); each.hasNext(); ) {
            var member = each.next();
            lineBreak(depth + 1);
            quote(String.valueOf(member.getKey()));
            text.append(pretty ? ": " : ":");
            value(member.getValue(), depth + 1);
            text.append(each.hasNext() ? "," : "");
        }
        if (!members.isEmpty()) {
            lineBreak(depth);
        }
        text.append('}');
    }

    private void array(List<?> items, int depth) {
        boolean flat = items.stream().noneMatch(item -> item instanceof Map || item instanceof List);
        text.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (flat) {
                text.append(i > 0 && pretty ? " " : "");
            } else {
                lineBreak(depth + 1);
            }
            value(items.get(i), depth + 1);
            text.append(i < items.size() - 1 ? "," : "");
        }
        if (!flat) {
            lineBreak(depth);
        }
        text.append(']');
    }

    private void lineBreak(int depth) {
        if (pretty) {
            text.append('\n').repeat(INDENT, depth);
        }
    }

    private void quote(String value) {
        text.append('"');
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
            } else if (Plain.isVisible(c)) {
                text.appendCodePoint(c);
            } else {
                Character.toString(c).chars().forEach(unit -> text.append(String.format("\\u%04x", unit)));
            }
        });
        text.append('"');
    }
}
