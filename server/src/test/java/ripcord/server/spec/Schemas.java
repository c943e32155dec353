package ripcord.server.spec;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schema 2020-12 over the schemas of one OpenAPI document; `format` is checked, not only noted. Thread-safe.
final class Schemas {
    private final JsonNode document;
    private final ConcurrentHashMap<JsonNode, Schema> compiled = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    Schemas(JsonNode document) {
        this.document = document;
    }

    /// What is wrong with the value; empty when nothing is.
    ///
    /// @param schema from anywhere in the document
    List<String> faults(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Schemas::text)
                .sorted()
                .toList();
    }

    boolean accepts(JsonNode schema, JsonNode value) {
        return faults(schema, value).isEmpty();
    }

    /// Follows `$ref`; members beside it stay, and win.
    JsonNode resolve(JsonNode node) {
        var ref = node.get("$ref");
        if (ref == null) {
            return node;
        }
        var target = resolve(document.at(ref.stringValue().substring(1)));
        if (target.isMissingNode()) {
            throw new IllegalStateException(ref + " (expected: something in the document)");
        }
        if (node.size() == 1) {
            return target;
        }
        var merged = (ObjectNode) target.deepCopy();
        node.properties().forEach(member -> {
            if (!member.getKey().equals("$ref")) {
                merged.set(member.getKey(), member.getValue());
            }
        });
        return merged;
    }

    /// A schema of its own that carries the components, so that its `#/components/…` lead somewhere.
    private Schema compile(JsonNode schema) {
        var whole = (ObjectNode) schema.deepCopy();
        whole.set("components", document.get("components"));
        return registry.getSchema(whole);
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + " " + error.getMessage();
    }
}
