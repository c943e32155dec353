package ripcord.server.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// One object of a document while it is read. A wrong value is noted, and something harmless is answered, so that
/// reading goes on and finds the next one.
final class Section {
    private final String path;
    private static final Pattern NAME = Pattern.compile("[\\w-]{1,64}");

    private final JsonNode node;
    private final List<Fault> faults;
    private final Set<String> read = new HashSet<>();
    private final List<Section> inside = new ArrayList<>();

    private Section(String path, JsonNode node, List<Fault> faults) {
        this.path = path;
        this.node = node;
        this.faults = faults;
        if (!node.isObject()) {
            faults.add(new Fault(path.isEmpty() ? "policy" : path, "an object"));
        }
    }

    static Section root(JsonNode document) {
        return new Section("", document, new ArrayList<>());
    }

    Section section(String name) {
        var found = new Section(field(name), take(name), faults);
        inside.add(found);
        return found;
    }

    private String field(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private JsonNode take(String name) {
        read.add(name);
        var value = node.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    /// A section that is no object has said so already; each of its fields need not.
    private void fault(String name, String expected) {
        if (node.isObject()) {
            faults.add(new Fault(field(name), expected));
        }
    }

    /// @param restsOn the other field that `holds` looked at; if that or this one is wrong in itself, nothing is added
    void check(boolean holds, String name, String restsOn, String expected) {
        if (!holds && !isFaulty(name) && !isFaulty(restsOn)) {
            fault(name, expected);
        }
    }

    private boolean isFaulty(String name) {
        return faults.stream().anyMatch(fault -> fault.field().equals(field(name)));
    }

    Duration duration(String name, Duration least, Duration most) {
        var value = take(name);
        if (value.isString()) {
            try {
                var duration = Duration.parse(value.stringValue());
                if (duration.compareTo(least) >= 0
                        && duration.compareTo(most) <= 0
                        && duration.equals(Duration.ofMillis(duration.toMillis()))) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                // Falls through: noted as a fault below.
            }
        }
        fault(name, "an ISO 8601 duration from " + least + " to " + most + ", in whole milliseconds");
        return least;
    }

    double number(String name, double least, double most) {
        var value = take(name);
        boolean whole = least == Math.rint(least) && most == Math.rint(most);
        boolean fits = whole ? value.isIntegralNumber() : value.isNumber();
        if (fits && isWithin(value.decimalValue(), least, most)) {
            return value.doubleValue();
        }
        fault(
                name,
                whole
                        ? "a whole number from %.0f to %.0f".formatted(least, most)
                        : "a number from " + least + " to " + most);
        return least;
    }

    @Nullable
    Integer numberOrNull(String name, int least, int most) {
        var value = take(name);
        if (value.isIntegralNumber() && isWithin(value.decimalValue(), least, most)) {
            return value.intValue();
        }
        if (!value.isNull()) {
            fault(name, "a whole number from " + least + " to " + most + ", or null");
        }
        return null;
    }

    /// A field that the first version did not have: documents from before it are still whole.
    <T> T addedLater(String name, T otherwise, Function<String, T> reading) {
        return node.has(name) ? reading.apply(name) : otherwise;
    }

    private static boolean isWithin(BigDecimal value, double least, double most) {
        return value.compareTo(BigDecimal.valueOf(least)) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    boolean bool(String name) {
        var value = take(name);
        if (!value.isBoolean()) {
            fault(name, "true or false");
        }
        return value.isBoolean() && value.booleanValue();
    }

    String text(String name, Pattern form, String expected) {
        var value = take(name);
        if (value.isString() && form.matcher(value.stringValue()).matches()) {
            return value.stringValue();
        }
        fault(name, expected);
        return "";
    }

    void oneOf(String name, String only) {
        text(name, Pattern.compile(Pattern.quote(only)), "\"" + only + "\"");
    }

    void isNull(String name) {
        var value = take(name);
        if (!value.isNull()) {
            fault(name, "null");
        }
    }

    <E> E choice(String name, E[] values, Function<E, String> wireName) {
        var value = take(name);
        for (var candidate : values) {
            if (value.isString() && wireName.apply(candidate).equals(value.stringValue())) {
                return candidate;
            }
        }
        fault(name, "one of " + Arrays.stream(values).map(wireName).collect(Collectors.joining(", ")));
        return values[0];
    }

    List<String> texts(String name, Pattern form, String expected) {
        var value = take(name);
        var found = new ArrayList<String>();
        boolean right = value.isArray();
        for (var item : value) {
            if (item.isString() && form.matcher(item.stringValue()).matches()) {
                found.add(item.stringValue());
            } else {
                right = false;
            }
        }
        if (!right) {
            fault(name, expected);
        }
        return found;
    }

    /// What can be told back: somebody may have written anything where a name belongs.
    private static String named(String name) {
        return NAME.matcher(name).matches() ? name : "(another name)";
    }

    /// All faults of the document, fields that nobody asked for included.
    List<Fault> finish() {
        inside.forEach(Section::finish);
        for (var name : node.propertyNames()) {
            if (!read.contains(name)) {
                faults.add(new Fault(field(named(name)), "nothing of that name", true));
            }
        }
        return faults;
    }
}
