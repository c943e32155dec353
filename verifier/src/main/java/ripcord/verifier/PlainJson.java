package ripcord.verifier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ripcord.verifier.json.JsonArray;
import ripcord.verifier.json.JsonObject;
import ripcord.verifier.json.JsonValue;

/** JSON as types of the JDK, for services: they never see ours. */
final class PlainJson {
    private PlainJson() {}

    static Optional<String> text(JsonValue value) {
        return value instanceof JsonValue.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** Members that are {@code null} are left out. */
    static Map<String, Object> map(JsonObject object) {
        var map = new LinkedHashMap<String, Object>();
        object.members().forEach((name, value) -> of(value).ifPresent(plain -> map.put(name, plain)));
        return Collections.unmodifiableMap(map);
    }

    private static Optional<Object> of(JsonValue value) {
        if (value instanceof JsonObject object) {
            return Optional.of(map(object));
        }
        if (value instanceof JsonArray array) {
            return Optional.of(array.values().stream()
                    .flatMap(element -> of(element).stream())
                    .toList());
        }
        return scalar((JsonValue.Scalar) value);
    }

    private static Optional<Object> scalar(JsonValue.Scalar value) {
        if (value instanceof JsonValue.Text text) {
            return Optional.of(text.value());
        }
        if (value instanceof JsonValue.Whole whole) {
            return Optional.of(whole.value());
        }
        if (value instanceof JsonValue.Fraction fraction) {
            return Optional.of(fraction.value());
        }
        return value instanceof JsonValue.Truth truth ? Optional.of(truth.value()) : Optional.empty();
    }
}
