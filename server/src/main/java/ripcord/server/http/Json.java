package ripcord.server.http;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.Rfc3339;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as this server reads and writes it.
final class Json {
    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 32;
    private static final int TYPICAL_ANSWER = 768;

    /// Refuses duplicate members, what follows the value, and depth that no request of ours has.
    static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /// Writes the members of an object.
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator json);
    }

    /// One object as UTF-8.
    static byte[] object(Members members) {
        var bytes = new ByteArrayOutputStream(TYPICAL_ANSWER);
        try (var json = STRICT.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// An object as a member.
    static void object(JsonGenerator json, String name, Members members) {
        json.writeObjectPropertyStart(name);
        members.write(json);
        json.writeEndObject();
    }

    /// An array of objects as a member.
    static <T> void objects(JsonGenerator json, String name, Collection<T> items, Item<T> item) {
        json.writeArrayPropertyStart(name);
        for (var each : items) {
            json.writeStartObject();
            item.write(json, each);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Writes the members of one item.
    @FunctionalInterface
    interface Item<T> {
        void write(JsonGenerator json, T item);
    }

    static void texts(JsonGenerator json, String name, Collection<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    /// RFC 3339, at most milliseconds.
    static void time(JsonGenerator json, String name, Instant at) {
        json.writeStringProperty(name, Rfc3339.text(at));
    }

    /// Nothing, if there is no value.
    static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    /// Nothing, if there is no time.
    static void optional(JsonGenerator json, String name, @Nullable Instant at) {
        if (at != null) {
            time(json, name, at);
        }
    }

    /// Values that JSON has, by name.
    static void values(JsonGenerator json, String name, Map<String, ?> values) {
        json.writeName(name);
        STRICT.writeValue(json, values);
    }
}
