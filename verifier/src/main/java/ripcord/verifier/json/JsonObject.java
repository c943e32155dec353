package ripcord.verifier.json;

import java.math.BigDecimal;
import java.util.Arrays;
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
    private final int size;
    private final Map<String, JsonValue> index;
    /** Of each name one bit: what has none of its own here need not be looked for. */
    private final long bits;

    /**
     * Takes the arrays over.
     *
     * @param size how much of them is used
     */
    JsonObject(String[] names, JsonValue[] values, int size) {
        this.names = names;
        this.values = values;
        this.size = size;
        this.index = size <= FEW ? Map.of() : index(names, values, size);
        this.bits = size <= FEW ? bitsOfEach(names, size) : 0;
    }

    /** The bits of all names; none of them may be there twice. */
    private static long bitsOfEach(String[] names, int size) {
        long bits = 0;
        for (int i = 0; i < size; i++) {
            long bit = bit(names[i]);
            if ((bits & bit) != 0 && indexOf(names[i], names, i) >= 0) {
                throw duplicate();
            }
            bits |= bit;
        }
        return bits;
    }

    /** The upper bits of a product depend on all of the hash. */
    private static long bit(String name) {
        return 1L << ((name.hashCode() * 0x9E37_79B1) >>> 26);
    }

    /** The usual names are the same objects wherever they stand in a program, so most are found without comparing. */
    @SuppressWarnings("ReferenceEquality") // see above; what is not the same object is compared afterwards
    private static int indexOf(String name, String[] names, int size) {
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                return i;
            }
        }
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, JsonValue> index(String[] names, JsonValue[] values, int size) {
        // A tree of equal hashes is what HashMap makes of names chosen to collide: they cost log n each.
        var index = new LinkedHashMap<String, JsonValue>(size * 2);
        for (int i = 0; i < size; i++) {
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
        return size;
    }

    /** The members' names, in the order of the text. */
    public List<String> names() {
        return List.of(Arrays.copyOf(names, size));
    }

    /** All members, in the order of the text. */
    public Map<String, JsonValue> members() {
        var members = new LinkedHashMap<String, JsonValue>(size * 2);
        for (int i = 0; i < size; i++) {
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
        return text(name).value();
    }

    /** As {@link #string}, with what is known of its characters. */
    public Text text(String name) {
        return text(name, require(name, "string"));
    }

    public Optional<String> optionalString(String name) {
        JsonValue value = get(name);
        return value == null ? Optional.empty() : Optional.of(text(name, value).value());
    }

    private static Text text(String name, JsonValue value) {
        if (value instanceof Text text) {
            return text;
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

    /** Throws if the member is there and is not an array of strings. */
    public void checkStringsIfAny(String name) {
        JsonValue value = get(name);
        if (value != null) {
            array(name, value).checkStrings(name);
        }
    }

    /** Throws if the member is there and is not a string. */
    public void checkStringIfAny(String name) {
        JsonValue value = get(name);
        if (value != null) {
            text(name, value);
        }
    }

    /** An array whose elements are all objects. */
    public List<JsonObject> objects(String name) {
        return array(name).objects(name);
    }

    private @Nullable JsonValue get(String name) {
        if (size > FEW) {
            return index.get(name);
        }
        if ((bits & bit(name)) == 0) {
            return null;
        }
        int at = indexOf(name, names, size);
        return at < 0 ? null : values[at];
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
