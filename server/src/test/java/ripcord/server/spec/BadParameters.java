package ripcord.server.spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Paths, queries and headers with one thing wrong.
final class BadParameters {
    private static final List<String> HOSTILE = List.of(
            "%00",
            "a%00b",
            "%0d%0aSet-Cookie:%20a=b",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%27%20or%201%3d1%20--",
            "%3Cscript%3E",
            "%ff",
            "%c0%af",
            "%ed%a0%80",
            "x".repeat(3000),
            "%F0%9F%99%82",
            "-1",
            "1e400",
            "99999999999999999999",
            "1.5",
            "");

    private final Schemas schemas;
    private final Operation operation;
    private final ValidRequests valid;
    private final List<Request> found = new ArrayList<>();

    /// @param field what has to be named; null where nothing can be
    record Request(
            String name,
            String target,
            Map<String, String> headers,
            Set<Integer> statuses,
            @Nullable String field) {}

    BadParameters(Schemas schemas, Operation operation, ValidRequests valid) {
        this.schemas = schemas;
        this.operation = operation;
        this.valid = valid;
    }

    List<Request> all() {
        operation.parametersIn("path").forEach(this::path);
        if (!oauth()) {
            operation.parametersIn("query").forEach(this::query);
            for (var name : List.of("unheard_of", "Limit", "name%00", "access_token")) {
                var target = target(Map.of(), goodQuery(), "&" + name + "=1");
                found.add(new Request(
                        "unknown parameter " + name, target, Map.of(), Set.of(400), name.contains("%") ? null : name));
            }
        }
        operation.parametersIn("header").forEach(this::header);
        return found;
    }

    /// The good path and query.
    String target() {
        return target(Map.of(), goodQuery(), "");
    }

    /// RFC 6749 has parameters that are not known skipped.
    private boolean oauth() {
        return operation.template().contains("/oauth/");
    }

    private void path(Operation.Parameter parameter) {
        for (var value : HOSTILE) {
            if (!value.isEmpty() && !accepts(parameter, value)) {
                var target = target(Map.of(parameter.name(), value), goodQuery(), "");
                found.add(new Request(
                        parameter.name() + " " + abbreviated(value), target, Map.of(), Set.of(400, 404, 422), null));
            }
        }
    }

    private void query(Operation.Parameter parameter) {
        if (parameter.required()) {
            var query = new LinkedHashMap<>(goodQuery());
            query.remove(parameter.name());
            found.add(new Request(
                    "no " + parameter.name(), target(Map.of(), query, ""), Map.of(), Set.of(422), parameter.name()));
        }
        for (var value : queryValues(parameter)) {
            var query = new LinkedHashMap<>(goodQuery());
            query.put(parameter.name(), value);
            var target = target(Map.of(), query, "");
            boolean text = isText(value);
            found.add(new Request(
                    parameter.name() + "=" + abbreviated(value),
                    target,
                    Map.of(),
                    text ? Set.of(422) : Set.of(400, 422),
                    text ? parameter.name() : null));
        }
        var good = encoded(new Samples(schemas).of(parameter.schema()).asString());
        var query = new LinkedHashMap<>(goodQuery());
        query.put(parameter.name(), good);
        var target = target(Map.of(), query, "&" + parameter.name() + "=" + good);
        found.add(new Request(parameter.name() + " twice", target, Map.of(), Set.of(400), parameter.name()));
    }

    private Set<String> queryValues(Operation.Parameter parameter) {
        var values = new LinkedHashSet<>(HOSTILE);
        var mutations = new Mutations(schemas);
        mutations.of(parameter.schema()).values().stream()
                .map(raw -> encoded(SpecFiles.JSON.readTree(raw).asString("")))
                .forEach(values::add);
        values.removeIf(value -> accepts(parameter, value));
        mutations
                .beyondRange(parameter.schema())
                .values()
                .forEach(raw -> values.add(raw.substring(1, raw.length() - 1)));
        return values;
    }

    private void header(Operation.Parameter parameter) {
        for (var value : List.of("", "x".repeat(300), "two words", "\u00e9")) {
            if (!accepts(parameter, value)) {
                found.add(new Request(
                        parameter.name() + ": " + abbreviated(value),
                        target(),
                        Map.of(parameter.name(), value),
                        Set.of(400, 422),
                        null));
            }
        }
    }

    private boolean accepts(Operation.Parameter parameter, String encoded) {
        if (!isText(encoded)) {
            return false;
        }
        var decoded = java.net.URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        var schema = schemas.resolve(parameter.schema());
        return schemas.accepts(schema, Values.typed(schema, decoded));
    }

    /// Whether the encoded bytes are UTF-8.
    private static boolean isText(String encoded) {
        return !java.net.URLDecoder.decode(encoded, StandardCharsets.UTF_8).contains("\ufffd");
    }

    private Map<String, String> goodQuery() {
        var query = new LinkedHashMap<String, String>();
        for (var parameter : operation.parametersIn("query")) {
            if (parameter.required()) {
                query.put(
                        parameter.name(),
                        encoded(new Samples(schemas).of(parameter.schema()).asString()));
            }
        }
        return query;
    }

    private String target(Map<String, String> changed, Map<String, String> query, String more) {
        var path = operation.template();
        for (var parameter : operation.parametersIn("path")) {
            var value =
                    changed.getOrDefault(parameter.name(), encoded(valid.pathParameter(operation, parameter.name())));
            path = path.replace("{" + parameter.name() + "}", value);
        }
        var joined = new StringJoiner("&");
        query.forEach((name, value) -> joined.add(name + "=" + value));
        var text = joined + more;
        return text.isEmpty() ? path : path + "?" + (text.startsWith("&") ? text.substring(1) : text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String abbreviated(String text) {
        return text.chars()
                .limit(40)
                .mapToObj(c -> c < 0x7f ? Character.toString(c) : "?")
                .collect(Collectors.joining());
    }
}
