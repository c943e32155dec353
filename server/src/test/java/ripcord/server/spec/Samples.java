package ripcord.server.spec;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values that the contract allows: its own examples, else the plainest that fit.
final class Samples {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Schemas schemas;

    Samples(Schemas schemas) {
        this.schemas = schemas;
    }

    /// @throws IllegalStateException if the contract gives no example where one cannot be guessed
    JsonNode of(JsonNode schema) {
        var resolved = schemas.resolve(schema);
        var sample = guess(resolved);
        var faults = schemas.faults(resolved, sample);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(schema + " needs an example: " + sample + " is not one, " + faults);
        }
        return sample;
    }

    private JsonNode guess(JsonNode schema) {
        for (var given : List.of("examples", "enum")) {
            if (schema.has(given)) {
                return schema.get(given).get(0).deepCopy();
            }
        }
        if (schema.has("const")) {
            return schema.get("const").deepCopy();
        }
        if (schema.has("anyOf")) {
            return of(schema.get("anyOf").get(0));
        }
        return byType(schema);
    }

    private JsonNode byType(JsonNode schema) {
        return switch (schema.path("type").asString("string")) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(0));
            case "boolean" -> NODES.booleanNode(false);
            case "null" -> NODES.nullNode();
            default ->
                NODES.stringNode("x".repeat(Math.max(1, schema.path("minLength").asInt(0))));
        };
    }

    private ObjectNode object(JsonNode schema) {
        var object = NODES.objectNode();
        schema.path("required")
                .forEach(name -> object.set(
                        name.stringValue(), of(schema.get("properties").get(name.stringValue()))));
        return object;
    }

    private JsonNode array(JsonNode schema) {
        var array = NODES.arrayNode();
        for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
            array.add(of(schema.get("items")));
        }
        return array;
    }
}
