package ripcord.server.http;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a backend states about a subject in its own words: texts, numbers, booleans, and lists of texts, by name.
final class Attributes {
    private static final int MOST = 50;
    private static final int LONGEST = 1024;
    private static final int LONGEST_NUMBER = 40;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Fields.LARGEST);
    private static final String VALUE =
            "a text of at most 1024 characters, a number, true, false, or up to 50 such texts";
    private static final Text TEXT = new Text(0, LONGEST, c -> true, VALUE);

    private Attributes() {}

    /// Reads the member `name` of `fields` into `values`.
    static void read(Fields fields, String name, Map<String, Object> values) {
        if (!(fields.raw(name) instanceof ObjectNode object) || object.size() > MOST) {
            fields.fault(name, "an object of at most " + MOST + " members");
            return;
        }
        for (var member : object.properties()) {
            var field = name + "." + Faults.nameable(member.getKey());
            var value = value(member.getValue());
            if (!Text.ATTRIBUTE_NAME.takes(member.getKey())) {
                fields.faults().unreadable(field, "a name of " + Text.ATTRIBUTE_NAME.expected());
            } else if (value.isEmpty()) {
                fields.fault(field, VALUE);
            } else {
                values.put(member.getKey(), value.get());
            }
        }
    }

    private static Optional<Object> value(JsonNode node) {
        if (node.isArray()) {
            return list(node);
        }
        return node.isNumber() ? number(node.decimalValue()) : scalar(node);
    }

    private static Optional<Object> scalar(JsonNode node) {
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue());
        }
        return node.isString() && TEXT.takes(node.stringValue()) ? Optional.of(node.stringValue()) : Optional.empty();
    }

    /// What every JSON implementation can hold; written out, so that no exponent comes back longer than it went in.
    private static Optional<Object> number(BigDecimal value) {
        if (value.abs().compareTo(LARGEST) > 0 || value.scale() > LONGEST_NUMBER || value.scale() < -LONGEST_NUMBER) {
            return Optional.empty();
        }
        return value.stripTrailingZeros().scale() <= 0 ? Optional.of(value.longValueExact()) : Optional.of(value);
    }

    private static Optional<Object> list(JsonNode node) {
        if (node.size() > MOST) {
            return Optional.empty();
        }
        var texts = new ArrayList<String>(node.size());
        for (var item : node) {
            if (!item.isString() || !TEXT.takes(item.stringValue())) {
                return Optional.empty();
            }
            texts.add(item.stringValue());
        }
        return Optional.of(List.copyOf(texts));
    }
}
