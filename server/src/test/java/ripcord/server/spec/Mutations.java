package ripcord.server.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Values that are tried in the place of a good one, as JSON text. Whether one is bad there, the contract decides.
final class Mutations {
    private static final Map<String, String> ANYWHERE = Map.ofEntries(
            Map.entry("null", "null"),
            Map.entry("a boolean", "true"),
            Map.entry("a number", "7"),
            Map.entry("a negative number", "-1"),
            Map.entry("a fraction", "1.5"),
            Map.entry("a number beyond a long", "123456789012345678901234567890"),
            Map.entry("an empty text", "\"\""),
            Map.entry("a short text", "\"x\""),
            Map.entry("a number as text", "\"7\""),
            Map.entry("an empty list", "[]"),
            Map.entry("a list of nothing", "[null]"),
            Map.entry("a list of lists", "[[\"x\"]]"),
            Map.entry("an empty object", "{}"),
            Map.entry("an object", "{\"a\":1}"),
            Map.entry("NUL", "\"a\\u0000b\""),
            Map.entry("a terminal's escape", "\"\\u001b[2J\""),
            Map.entry("a header's end", "\"a\\r\\nSet-Cookie: a=b\""),
            Map.entry("SQL", "\"' or '1'='1' --\""),
            Map.entry("HTML", "\"<script>alert(1)</script>\""),
            Map.entry("a path", "\"../../../../etc/passwd\""),
            Map.entry("a look-up", "\"${jndi:ldap://127.0.0.1/a}\""),
            Map.entry("another alphabet", "\"аdmin\""),
            Map.entry("a long text", quoted(4000)));

    private final Schemas schemas;

    Mutations(Schemas schemas) {
        this.schemas = schemas;
    }

    /// By what is wrong with them.
    Map<String, String> of(JsonNode schema) {
        var resolved = schemas.resolve(schema);
        var found = new LinkedHashMap<String, String>();
        lengths(resolved, found);
        bounds(resolved, found);
        if (resolved.has("enum")) {
            found.put("a value that is not listed", "\"unheard-of\"");
            found.put(
                    "a listed value in capitals",
                    "\"" + resolved.get("enum").get(0).stringValue().toUpperCase(java.util.Locale.ROOT) + "\"");
        }
        ANYWHERE.forEach(found::put);
        return found;
    }

    /// Bad everywhere, though a schema cannot tell, or its validator gives up.
    Map<String, String> surelyBad(JsonNode schema) {
        var found = new LinkedHashMap<>(beyondRange(schema));
        found.put("a number beyond a double", "1e400");
        return found;
    }

    /// Durations beyond their declared range. Both bounds are inside.
    Map<String, String> beyondRange(JsonNode schema) {
        var range = schema.get("x-ripcord-range");
        var resolved = range == null ? schemas.resolve(schema).get("x-ripcord-range") : range;
        if (resolved == null) {
            return Map.of();
        }
        var least = Duration.parse(resolved.get(0).stringValue());
        var most = Duration.parse(resolved.get(1).stringValue());
        var found = new LinkedHashMap<String, String>();
        if (least.isPositive()) {
            found.put("shorter than the shortest", "\"" + least.minusMillis(1) + "\"");
        }
        found.put("longer than the longest", "\"" + most.plusMillis(1) + "\"");
        return found;
    }

    /// Durations that are none of ours.
    static List<String> notDurations() {
        return List.of(
                "\"P1Y\"",
                "\"P1M\"",
                "\"P1W\"",
                "\"P\"",
                "\"PT\"",
                "\"-PT5S\"",
                "\"PT-5S\"",
                "\"1h\"",
                "\"PT1.5H\"",
                "\"PT0.0001S\"",
                "\" PT5S\"");
    }

    private static void lengths(JsonNode schema, Map<String, String> found) {
        if (schema.has("minLength")) {
            found.put("one character too short", quoted(schema.get("minLength").intValue() - 1));
        }
        if (schema.has("maxLength")) {
            found.put("one character too long", quoted(schema.get("maxLength").intValue() + 1));
        }
        if (schema.has("maxItems")) {
            var items = new ArrayList<String>();
            for (int i = 0; i <= schema.get("maxItems").intValue(); i++) {
                items.add("\"item" + i + "\"");
            }
            found.put("one item too many", items.toString());
        }
        if (schema.path("uniqueItems").asBoolean(false)) {
            found.put("an item twice", "[\"access_token\",\"access_token\"]");
        }
    }

    private static void bounds(JsonNode schema, Map<String, String> found) {
        if (schema.has("minimum")) {
            found.put(
                    "just below the smallest",
                    schema.get("minimum")
                            .decimalValue()
                            .subtract(java.math.BigDecimal.ONE)
                            .toPlainString());
        }
        if (schema.has("maximum")) {
            found.put(
                    "just above the largest",
                    schema.get("maximum")
                            .decimalValue()
                            .add(java.math.BigDecimal.ONE)
                            .toPlainString());
        }
    }

    private static String quoted(int length) {
        return "\"" + "x".repeat(length) + "\"";
    }
}
