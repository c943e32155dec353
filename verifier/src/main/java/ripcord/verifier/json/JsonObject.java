package ripcord.verifier.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON text, members in their order, no name twice.
 *
 * <p>The accessors throw {@link JsonException} when the member has another type than asked for; those that do not
 * return an optional, also when it is missing. A member that is {@code null} is not missing: it has the wrong type.
 */
public final class JsonObject implements JsonValue {
    /** Up to here looking at every name is faster than hashing. */
    private static final int FEW = 24;

    private final String[] names;
    private final JsonValue[] values;
    private final Map<String, JsonValue> index;

    /** Takes the arrays over. */
    JsonObject(String[] names, JsonValue[] values) {
        this.names = names;
        this.values = values;
        this.index = names.length <= FEW ? Map.of() : index(names, values);
        if (names.length <= FEW) {
            refuseDuplicates(names);
        }
    }

    private static void refuseDuplicates(String[] names) {
        for (int i = 1; i < names.length; i++) {
            for (int j = 0; j < i; j++) {
                if (names[i].equals(names[j])) {
                    throw duplicate();
                }
            }
        }
    }

    private static Map<String, JsonValue> index(String[] names, JsonValue[] values) {
        // A tree of equal hashes is what HashMap makes of names chosen to collide: they cost log n each.
        var index = new LinkedHashMap<String, JsonValue>(names.length * 2);
        for (int i = 0; i < names.length; i++) {
            if (index.put(names[i], values[i]) != null) {
                throw duplicate();
            }
        }
        return index;
    }

    private static JsonException duplicate() {
        return new JsonException("a member is there twice");
    }

    @Override
    public String kind() {
        return "object";
    }

    public int size() {
        return names.length;
    }

    /** The members' names, in the order of the text. */
    public List<String> names() {
        return List.of(names);
    }

    /** All members, in the order of the text. */
    public Map<String, JsonValue> members() {
        var members = new LinkedHashMap<String, JsonValue>(names.length * 2);
        for (int i = 0; i < names.length; i++) {
            members.put(names[i], values[i]);
        }
        return Collections.unmodifiableMap(members);
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    public Optional<JsonValue> find(String name) {
        return Optional.ofNullable(get(name));
    }

    public String string(String name) {
        return text(name, require(name, "string"));
    }

    public Optional<String> optionalString(String name) {
        JsonValue value = get(name);
        return value == null ? Optional.empty() : Optional.of(text(name, value));
    }

    private static String text(String name, JsonValue value) {
        if (value instanceof Text text) {
            return text.value();
        }
        throw wrong(name, value, "string");
    }

    /** A number written as an integer; {@code 1.0} and {@code 1e0} are not. */
    public long integer(String name) {
        return whole(name, require(name, "integer"));
    }

    public OptionalLong optionalInteger(String name) {
        JsonValue value = get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(whole(name, value));
    }

    private static long whole(String name, JsonValue value) {
        if (value instanceof Whole whole) {
            return whole.value();
        }
        throw wrong(name, value, "integer");
    }

    /** Any number. */
    public BigDecimal number(String name) {
        JsonValue value = require(name, "number");
        if (value instanceof Whole whole) {
            return BigDecimal.valueOf(whole.value());
        }
        if (value instanceof Fraction fraction) {
            return fraction.value();
        }
        throw wrong(name, value, "number");
    }

    public boolean bool(String name) {
        JsonValue value = require(name, "boolean");
        if (value instanceof Truth truth) {
            return truth.value();
        }
        throw wrong(name, value, "boolean");
    }

    public JsonObject object(String name) {
        JsonValue value = require(name, "object");
        if (value instanceof JsonObject object) {
            return object;
        }
        throw wrong(name, value, "object");
    }

    public JsonArray array(String name) {
        return array(name, require(name, "array"));
    }

    private static JsonArray array(String name, JsonValue value) {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw wrong(name, value, "array");
    }

    /** An array whose elements are all strings. */
    public List<String> strings(String name) {
        return array(name).strings(name);
    }

    public Optional<List<String>> optionalStrings(String name) {
        JsonValue value = get(name);
        return value == null ? Optional.empty() : Optional.of(array(name, value).strings(name));
    }

    /** An array whose elements are all objects. */
    public List<JsonObject> objects(String name) {
        return array(name).objects(name);
    }

    private @Nullable JsonValue get(String name) {
        if (names.length > FEW) {
            return index.get(name);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    private JsonValue require(String name, String expected) {
        JsonValue value = get(name);
        if (value == null) {
            throw new JsonException(name + ": missing (expected: " + expected + ")");
        }
        return value;
    }

    private static JsonException wrong(String name, JsonValue value, String expected) {
        return new JsonException(name + ": " + value.kind() + " (expected: " + expected + ")");
    }
}
