package ripcord.server.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// Forms of the OAuth endpoints with one thing wrong. What they do not know, they skip (RFC 6749 section 3.2).
final class BadForms {
    private final JsonNode schema;
    private final Map<String, String> good = new LinkedHashMap<>();
    private final List<BadBodies.Body> found = new ArrayList<>();

    BadForms(Schemas schemas, JsonNode schema, JsonNode good) {
        this.schema = schemas.resolve(schema);
        good.properties()
                .forEach(member ->
                        this.good.put(member.getKey(), member.getValue().asString()));
    }

    List<BadBodies.Body> all() {
        schema.get("required").forEach(name -> {
            var form = new LinkedHashMap<>(good);
            form.remove(name.stringValue());
            add("no " + name.stringValue(), form, "");
            form.put(name.stringValue(), "");
            add("an empty " + name.stringValue(), form, "");
        });
        good.forEach((name, value) -> add(name + " twice", good, "&" + name + "=" + value));
        good.forEach((name, _) -> {
            for (var bad : List.of("%00", "%ff", "%ZZ", "%", "x".repeat(9000))) {
                var form = new LinkedHashMap<>(good);
                form.put(name, bad);
                add(name + "=" + bad.substring(0, Math.min(10, bad.length())), form, "");
            }
        });
        whole();
        return found;
    }

    private void whole() {
        var bytes = text(good).getBytes(StandardCharsets.UTF_8);
        found.add(body("no body", new byte[0], 400, "application/x-www-form-urlencoded"));
        found.add(body("declared as JSON", bytes, 400, "application/json"));
        found.add(body("JSON", "{\"token\":\"x\"}".getBytes(StandardCharsets.UTF_8), 400, "application/json"));
        found.add(new BadBodies.Body("not declared", ByteBuffer.wrap(bytes), Set.of(400), "", Map.of()));
        add("too large", good, "&padding=" + "x".repeat(64 * 1024), 413);
    }

    private void add(String name, Map<String, String> form, String more) {
        add(name, form, more, 400);
    }

    private void add(String name, Map<String, String> form, String more, int status) {
        var bytes = (text(form) + more).getBytes(StandardCharsets.UTF_8);
        found.add(body(name, bytes, status, "application/x-www-form-urlencoded"));
    }

    private static BadBodies.Body body(String name, byte[] bytes, int status, String type) {
        return new BadBodies.Body(name, ByteBuffer.wrap(bytes), Set.of(status), "", Map.of("Content-Type", type));
    }

    private static String text(Map<String, String> form) {
        var joined = new StringJoiner("&");
        form.forEach((name, value) -> joined.add(name + "=" + value));
        return joined.toString();
    }
}
