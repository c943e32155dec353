package ripcord.server.http;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Integers as JSON numbers and as parameters.
final class Numbers {
    private static final int LONGEST = 19;

    private Numbers() {}

    /// The integer that `node` is; null if it is none that fits a long.
    ///
    /// @param asText whether integers are written as texts here
    static @Nullable Long integer(JsonNode node, boolean asText) {
        if (asText) {
            return node.isString() ? parse(node.stringValue()) : null;
        }
        if (!node.isNumber()) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Long) node.longValue() : null;
        }
        return whole(node.decimalValue());
    }

    /// JSON does not tell 1 from 1.0.
    private static @Nullable Long whole(BigDecimal value) {
        if (value.precision() - value.scale() > LONGEST || value.scale() > LONGEST) {
            return null;
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Long parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
