package ripcord.server.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of an object that was sent, or the parameters of a query. Whoever reads one and finds it wrong gets a
/// stand-in and goes on; [#finish()] then refuses the request with everything that was found. For one thread.
final class Fields {
    /// The largest integer that every JSON implementation keeps.
    static final long LARGEST = (1L << 53) - 1;

    private final ObjectNode object;
    private final String prefix;
    private final Faults faults;
    private final boolean texts;
    private final Set<String> read = new HashSet<>();

    private Fields(ObjectNode object, String prefix, Faults faults, boolean texts) {
        this.object = object;
        this.prefix = prefix;
        this.faults = faults;
        this.texts = texts;
    }

    /// Of a JSON object.
    static Fields of(ObjectNode object, Faults faults) {
        return new Fields(object, "", faults, false);
    }

    /// Of parameters: every value is a text, numbers too.
    static Fields ofTexts(ObjectNode object, Faults faults) {
        return new Fields(object, "", faults, true);
    }

    Faults faults() {
        return faults;
    }

    /// The member as it was sent; null if it was not.
    @Nullable
    JsonNode raw(String name) {
        read.add(name);
        return object.get(name);
    }

    boolean has(String name) {
        return object.has(name);
    }

    /// Says that `name` is wrong.
    void fault(String name, String expected) {
        faults.invalid(prefix + name, expected);
    }

    /// Says that there may be no member of that name.
    void unknown(String name, String expected) {
        read.add(name);
        faults.unreadable(prefix + Faults.nameable(name), expected);
    }

    String text(String name, Text kind) {
        var found = optionalText(name, kind);
        if (found == null && !has(name)) {
            fault(name, kind.expected());
        }
        return found == null ? "" : found;
    }

    @Nullable
    String optionalText(String name, Text kind) {
        var node = raw(name);
        if (node == null) {
            return null;
        }
        if (node.isString() && kind.takes(node.stringValue())) {
            return node.stringValue();
        }
        fault(name, kind.expected());
        return null;
    }

    /// A text that `parse` understands; empty if it is absent or wrong.
    <T> Optional<T> optional(String name, String expected, Function<String, Optional<T>> parse) {
        var node = raw(name);
        if (node == null) {
            return Optional.empty();
        }
        var value = node.isString() ? parse.apply(node.stringValue()) : Optional.<T>empty();
        if (value.isEmpty()) {
            fault(name, expected);
        }
        return value;
    }

    /// A text that `parse` understands, and must be there.
    <T> T required(String name, String expected, Function<String, Optional<T>> parse, T standIn) {
        if (!has(name)) {
            fault(name, expected);
        }
        return optional(name, expected, parse).orElse(standIn);
    }

    boolean bool(String name) {
        if (!has(name)) {
            fault(name, "true or false");
        }
        return bool(name, false);
    }

    boolean bool(String name, boolean otherwise) {
        var node = raw(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            fault(name, "true or false");
            return otherwise;
        }
        return node.booleanValue();
    }

    /// An integer from `least` to `most`; null if it is absent or wrong.
    @Nullable
    Long optionalInteger(String name, long least, long most) {
        var node = raw(name);
        if (node == null) {
            return null;
        }
        var value = Numbers.integer(node, texts);
        if (value == null || value < least || value > most) {
            fault(name, "an integer from " + least + " to " + most);
            return null;
        }
        return value;
    }

    /// As [#optionalInteger], where null is a value that says none.
    @Nullable
    Long integerOrNull(String name, long least, long most) {
        var node = raw(name);
        return node == null || node.isNull() ? null : optionalInteger(name, least, most);
    }

    long integer(String name, long least, long most) {
        var value = optionalInteger(name, least, most);
        if (value == null && !has(name)) {
            fault(name, "an integer from " + least + " to " + most);
        }
        return value == null ? least : value;
    }

    double number(String name, double least, double most) {
        var node = raw(name);
        BigDecimal value = node != null && node.isNumber() ? node.decimalValue() : null;
        if (value == null
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            fault(
                    name,
                    "a number from " + BigDecimal.valueOf(least).toPlainString() + " to "
                            + BigDecimal.valueOf(most).toPlainString());
            return least;
        }
        return value.doubleValue();
    }

    Optional<Instant> optionalTime(String name) {
        return optional(name, "a time such as 2026-11-21T09:30:00.250Z", Times::instant);
    }

    Optional<Duration> optionalDuration(String name, Duration least, Duration most) {
        return optional(
                name,
                "an ISO 8601 duration from " + least + " to " + most,
                text -> Times.duration(text)
                        .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
    }

    /// Texts of one kind, none of them twice; empty if they are absent or wrong.
    List<String> texts(String name, Text kind, int fewest, int most) {
        return list(
                name,
                kind.expected(),
                new Size(fewest, most),
                text -> kind.takes(text) ? Optional.of(text) : Optional.empty());
    }

    /// How many there may be.
    record Size(int fewest, int most) {}

    /// Texts that `parse` understands, none of them twice; empty if they are wrong. Must be there.
    <T> List<T> list(String name, String expected, Size size, Function<String, Optional<T>> parse) {
        var node = raw(name);
        var many = "an array of " + size.fewest + " to " + size.most + ", none of them twice";
        if (node == null || !node.isArray() || node.size() < size.fewest || node.size() > size.most) {
            fault(name, many);
            return List.of();
        }
        var values = new ArrayList<T>(node.size());
        for (int i = 0; i < node.size(); i++) {
            var item = node.get(i);
            var value = item.isString() ? parse.apply(item.stringValue()) : Optional.<T>empty();
            if (value.isEmpty()) {
                fault(name + "[" + i + "]", expected);
            } else {
                values.add(value.get());
            }
        }
        if (new LinkedHashSet<>(values).size() < values.size()) {
            fault(name, many);
        }
        return values;
    }

    /// An object as a member, or one without members if it is absent.
    Fields section(String name) {
        var node = raw(name);
        if (node != null && !node.isObject()) {
            fault(name, "an object");
        }
        var members = node instanceof ObjectNode found ? found : Json.STRICT.createObjectNode();
        return new Fields(members, prefix + name + ".", faults, texts);
    }

    /// Says of every member that nobody read that it does not exist.
    void close() {
        for (var name : object.propertyNames()) {
            if (!read.contains(name)) {
                faults.unreadable(
                        prefix + Faults.nameable(name), "nothing: there is no such " + (texts ? "parameter" : "field"));
            }
        }
    }

    /// Refuses the request unless everything that was sent is known and right.
    void finish() {
        close();
        faults.refuse();
    }
}
