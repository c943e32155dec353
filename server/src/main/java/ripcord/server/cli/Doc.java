package ripcord.server.cli;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A part of a JSON document: strings, numbers, booleans, lists and maps, or nothing. What is not there reads as empty.
///
/// Reads with the streaming parser alone: a command that starts in an instant has no time for a mapper.
///
/// @param value null if there is nothing, or JSON's null
record Doc(@Nullable Object value) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// Empty if that is not one JSON document.
    static Optional<Doc> read(byte[] json) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            var value = value(parser);
            return parser.nextToken() == null ? Optional.of(new Doc(value)) : Optional.empty();
        } catch (JacksonException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// As [#read(byte[])].
    static Optional<Doc> read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getString());
            default -> parser.getString();
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /// The member that these names lead to.
    Doc at(String... names) {
        @Nullable Object here = value;
        for (var name : names) {
            here = here instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return new Doc(here);
    }

    boolean isThere() {
        return value != null;
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    boolean isObject() {
        return value instanceof Map;
    }

    /// A string as it is, a list with commas, anything else as JSON; empty if there is nothing.
    String text() {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case List<?> _ -> String.join(", ", items().stream().map(Doc::text).toList());
            default -> JsonOut.compact(value);
        };
    }

    /// The member's [#text()].
    String text(String... names) {
        return at(names).text();
    }

    List<Doc> items() {
        var items = new ArrayList<Doc>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                items.add(new Doc(item));
            }
        }
        return items;
    }

    /// The members by name, in their order. A copy.
    Map<String, @Nullable Object> members() {
        var members = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
        }
        return members;
    }
}
