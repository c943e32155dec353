package ripcord.server.spec;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON bodies with one thing wrong.
final class BadBodies {
    /// Where a piece of JSON text is put that no JSON library would write.
    private static final String MARK = "@mark@";

    private static final int LARGEST = 64 * 1024;

    private final Schemas schemas;
    private final Samples samples;
    private final Mutations mutations;
    private final JsonNode schema;
    private final JsonNode good;
    private final List<Body> found = new ArrayList<>();

    /// @param field what has to be named; empty where nothing can be
    record Body(String name, ByteBuffer bytes, Set<Integer> statuses, String field, Map<String, String> headers) {}

    BadBodies(Schemas schemas, JsonNode schema, JsonNode good) {
        this.schemas = schemas;
        this.samples = new Samples(schemas);
        this.mutations = new Mutations(schemas);
        this.schema = schema;
        this.good = good;
    }

    List<Body> all(boolean required) {
        document(required);
        encodings();
        types();
        members("", schema, good);
        return found;
    }

    private void document(boolean required) {
        if (required) {
            add("no body", "", 400, "");
        }
        add("spaces only", "  ", required ? Set.of(400) : Set.of(400, 200, 204, 401), "");
        add("cut short", text(good).substring(0, text(good).length() - 1), 400, "");
        add("text after the end", text(good) + "x", 400, "");
        add("two documents", text(good) + text(good), 400, "");
        add("a comment", "/* */" + text(good), 400, "");
        add("single quotes", "{'a':1}", 400, "");
        for (var other : List.of("[]", "null", "7", "\"x\"", "true")) {
            add("not an object but " + other, other, Set.of(400, 422), "");
        }
        add("nested deep", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}", Set.of(400, 422), "");
        add("a number of many digits", "{\"a\":" + "9".repeat(5000) + "}", Set.of(400, 422), "");
    }

    private void encodings() {
        var broken = ("{\"" + "\u00e9" + "\":1}").getBytes(StandardCharsets.ISO_8859_1);
        found.add(new Body("UTF-8 that is none", ByteBuffer.wrap(broken), Set.of(400), "", json()));
        for (var charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE")) {
            var bytes = ByteBuffer.wrap(text(good).getBytes(Charset.forName(charset)));
            found.add(new Body(charset, bytes, Set.of(400), "", json()));
        }
    }

    private void types() {
        var bytes = ByteBuffer.wrap(text(good).getBytes(StandardCharsets.UTF_8));
        for (var type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/xml",
                "application/jsonx")) {
            found.add(new Body("declared as " + type, bytes, Set.of(415), "", Map.of("Content-Type", type)));
        }
        found.add(new Body("not declared", bytes, Set.of(415), "", Map.of()));
        add("too large", text(good) + " ".repeat(LARGEST), 413, "");
        found.add(new Body(
                "said to be far too large", bytes, Set.of(413), "", with(json(), "Content-Length", "10000000000")));
    }

    private void members(String path, JsonNode schema, JsonNode value) {
        var resolved = schemas.resolve(schema);
        switch (resolved.path("type").asString("")) {
            case "object" -> object(path, resolved, value);
            case "array" -> items(path, resolved, value);
            default -> {}
        }
    }

    private void object(String path, JsonNode schema, JsonNode value) {
        unknown(path);
        for (var name : value.propertyNames()) {
            twice(path, name);
        }
        schema.path("required").forEach(name -> missing(path, name.stringValue()));
        schema.path("properties").properties().forEach(member -> {
            var inner = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            values(inner, member.getValue());
            var present = value.get(member.getKey());
            members(inner, member.getValue(), present == null ? samples.of(member.getValue()) : present);
        });
    }

    private void items(String path, JsonNode schema, JsonNode value) {
        if (value.isEmpty()) {
            return;
        }
        values(path + "[0]", schema.get("items"));
        members(path + "[0]", schema.get("items"), value.get(0));
    }

    private void unknown(String path) {
        for (var name : List.of("unheard_of", "__proto__", "", "a\u0000b", "x".repeat(2000))) {
            var changed = (ObjectNode) document(path);
            at(changed, path, node -> ((ObjectNode) node).put(name, 1));
            if (!schemas.accepts(schema, changed)) {
                var field = path.isEmpty() ? name : path + "." + name;
                boolean printable = name.matches("[a-z_]{1,20}");
                add("unknown member " + abbreviated(field), text(changed), 400, printable ? field : "");
            }
        }
    }

    private void twice(String path, String name) {
        var changed = (ObjectNode) document(path);
        at(changed, path, node -> ((ObjectNode) node).put(MARK, MARK));
        var again = "\"" + name + "\":null";
        add(
                "member " + name + " twice",
                text(changed).replace("\"" + MARK + "\":\"" + MARK + "\"", again),
                400,
                path.isEmpty() ? name : path + "." + name);
    }

    private void missing(String path, String name) {
        var changed = (ObjectNode) document(path);
        at(changed, path, node -> ((ObjectNode) node).remove(name));
        add("no " + name, text(changed), 422, path.isEmpty() ? name : path + "." + name);
    }

    private void values(String path, JsonNode schema) {
        var tried = new LinkedHashMap<>(mutations.of(schema));
        if (schemas.resolve(schema).has("x-ripcord-range")) {
            Mutations.notDurations().forEach(text -> tried.put("no duration, " + text, text));
        }
        tried.forEach((name, raw) -> value(path, name, raw, false));
        mutations.surelyBad(schema).forEach((name, raw) -> value(path, name, raw, true));
    }

    private void value(String path, String name, String raw, boolean surelyBad) {
        var changed = document(path);
        set(changed, path);
        var body = text(changed).replace("\"" + MARK + "\"", raw);
        if (surelyBad || !schemas.accepts(schema, SpecFiles.JSON.readTree(body))) {
            // Of an object in an object's place, its members are what is wrong.
            add(path + ": " + name, body, raw.startsWith("{") ? Set.of(400, 422) : Set.of(422), path);
        }
    }

    /// The good body, with everything on the way to the path.
    private JsonNode document(String path) {
        var whole = good.deepCopy();
        var here = schema;
        var node = whole;
        for (var step : steps(path)) {
            here = schemas.resolve(here);
            if (node instanceof ObjectNode object) {
                here = here.get("properties").get(step);
                if (!object.has(step)) {
                    object.set(step, samples.of(here));
                }
                node = object.get(step);
            } else {
                here = here.get("items");
                node = node.get(0);
            }
        }
        return whole;
    }

    private static void set(JsonNode document, String path) {
        var steps = steps(path);
        var parent = String.join(".", steps.subList(0, steps.size() - 1));
        at(document, parent, node -> {
            if (node instanceof ObjectNode object) {
                object.put(steps.getLast(), MARK);
            } else {
                ((ArrayNode) node).set(0, MARK);
            }
        });
    }

    private static void at(JsonNode document, String path, java.util.function.Consumer<JsonNode> change) {
        var node = document;
        for (var step : steps(path)) {
            node = node.isArray() ? node.get(0) : node.get(step);
        }
        change.accept(node);
    }

    /// `a.b[0]` as a, b, 0.
    private static List<String> steps(String path) {
        return path.isEmpty() ? List.of() : List.of(path.replace("[0]", ".0").split("\\.", -1));
    }

    private void add(String name, String body, int status, String field) {
        add(name, body, Set.of(status), field);
    }

    private void add(String name, String body, Set<Integer> statuses, String field) {
        found.add(new Body(name, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), statuses, field, json()));
    }

    private static Map<String, String> json() {
        return Map.of("Content-Type", "application/json");
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static String text(JsonNode node) {
        return node.toString();
    }

    private static String abbreviated(String text) {
        return text.length() < 40 ? text.replace('\u0000', '?') : text.substring(0, 40) + "...";
    }
}
