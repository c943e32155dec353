package ripcord.verifier.json;

import java.util.ArrayList;
import java.util.List;

/** An array of a JSON text, in its order. */
public record JsonArray(List<JsonValue> values) implements JsonValue {
    public JsonArray {
        values = List.copyOf(values);
    }

    @Override
    public String kind() {
        return "array";
    }

    /**
     * The elements, all of which must be strings.
     *
     * @param name of the array, for the message
     */
    public List<String> strings(String name) {
        var strings = new ArrayList<String>(values.size());
        for (JsonValue value : values) {
            strings.add(string(name, value));
        }
        return List.copyOf(strings);
    }

    private static String string(String name, JsonValue value) {
        if (value instanceof Text text) {
            return text.value();
        }
        throw new JsonException(name + ": array with " + value.kind() + " (expected: array of strings)");
    }

    /** As {@link #strings}, only to know that they are. */
    void checkStrings(String name) {
        for (JsonValue value : values) {
            string(name, value);
        }
    }

    /**
     * The elements, all of which must be objects.
     *
     * @param name of the array, for the message
     */
    public List<JsonObject> objects(String name) {
        var objects = new ArrayList<JsonObject>(values.size());
        for (JsonValue value : values) {
            if (!(value instanceof JsonObject object)) {
                throw new JsonException(name + ": array with " + value.kind() + " (expected: array of objects)");
            }
            objects.add(object);
        }
        return List.copyOf(objects);
    }
}
