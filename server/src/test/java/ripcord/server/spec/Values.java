package ripcord.server.spec;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Text of queries, forms and headers as the JSON that schemas speak about.
final class Values {
    private Values() {}

    /// Every value of every name, in order, decoded.
    static Map<String, List<String>> form(String encoded) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : encoded.isEmpty() ? new String[0] : encoded.split("&")) {
            var parts = pair.split("=", 2);
            values.computeIfAbsent(decode(parts[0]), _ -> new ArrayList<>())
                    .add(parts.length < 2 ? "" : decode(parts[1]));
        }
        return values;
    }

    /// The first value of each name, as an object of strings.
    static ObjectNode object(Map<String, List<String>> values) {
        var object = SpecFiles.JSON.createObjectNode();
        values.forEach((name, all) -> object.put(name, all.getFirst()));
        return object;
    }

    /// A number where the schema asks for one and the text is one; else the text itself.
    static JsonNode typed(JsonNode schema, String value) {
        var nodes = SpecFiles.JSON.getNodeFactory();
        if (schema.path("type").asString("").equals("integer") && value.matches("-?(?:0|[1-9]\\d*)")) {
            return nodes.numberNode(new java.math.BigInteger(value));
        }
        return nodes.stringNode(value);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
