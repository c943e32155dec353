package ripcord.server.spec;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Compares one answer with the answers that the contract lists.
final class ResponseCheck {
    /// Said by HTTP itself, not by us. Everything else has to be listed.
    private static final Set<String> TRANSPORT = caseless(
            "Date", "Connection", "Keep-Alive", "Content-Length", "Content-Type", "Transfer-Encoding", "Trailer");

    private final Schemas schemas;
    private final Exchange exchange;
    private final JsonNode listed;

    /// @param listed by status
    ResponseCheck(Schemas schemas, Exchange exchange, JsonNode listed) {
        this.schemas = schemas;
        this.exchange = exchange;
        this.listed = listed;
    }

    void run() {
        var found = listed.get(String.valueOf(exchange.status()));
        if (found == null) {
            throw violation("status is not listed, body " + exchange.body());
        }
        var response = schemas.resolve(found);
        headers(response.path("headers"));
        body(response.get("content"));
    }

    private void headers(JsonNode declared) {
        var names = caseless();
        names.addAll(declared.propertyNames());
        exchange.headers().forEach((name, values) -> {
            if (!names.contains(name) && !TRANSPORT.contains(name)) {
                throw violation("header " + name + ": " + values + " is not listed");
            }
        });
        declared.properties().forEach(header -> header(header.getKey(), schemas.resolve(header.getValue())));
    }

    private void header(String name, JsonNode declared) {
        var values = exchange.headers().getOrDefault(name, List.of());
        if (values.isEmpty() && declared.get("required").booleanValue()) {
            throw violation("header " + name + " is missing");
        }
        if (values.size() > 1 && !name.equals("Set-Cookie")) {
            throw violation("header " + name + " is there " + values.size() + " times");
        }
        for (var value : values) {
            refuse("header " + name + ": " + value, schemas.faults(declared.get("schema"), text(value)));
        }
    }

    private void body(@org.jspecify.annotations.Nullable JsonNode content) {
        if (exchange.method().equals("HEAD")) {
            return;
        }
        if (content == null) {
            if (!exchange.body().isEmpty()) {
                throw violation("has a body: " + exchange.body());
            }
            return;
        }
        var type =
                exchange.header("Content-Type").orElse("none").split(";", 2)[0].strip();
        var media = content.get(type);
        if (media == null) {
            throw violation("content type is " + type);
        }
        if (type.endsWith("ndjson")) {
            exchange.body().lines().forEach(line -> json(line, media.get("schema")));
        } else if (type.endsWith("json")) {
            json(exchange.body(), media.get("schema"));
        }
    }

    private void json(String text, JsonNode schema) {
        JsonNode body;
        try {
            body = SpecFiles.JSON.readTree(text);
        } catch (JacksonException e) {
            throw violation("body is not JSON: " + e.getOriginalMessage());
        }
        refuse("body " + text, schemas.faults(schema, body));
        if (body.has("request_id")) {
            problem(body);
        }
    }

    /// What a schema cannot say: that the members of a problem agree with each other and with the answer around them.
    private void problem(JsonNode body) {
        if (body.get("status").intValue() != exchange.status()) {
            throw violation("problem says status " + body.get("status"));
        }
        if (!body.get("type")
                .stringValue()
                .equals("urn:ripcord:error:" + body.get("code").stringValue())) {
            throw violation("problem's type " + body.get("type") + " is not that of code " + body.get("code"));
        }
        if (!exchange.header("X-Request-Id")
                .equals(java.util.Optional.of(body.get("request_id").stringValue()))) {
            throw violation("problem's request_id is not the header's");
        }
    }

    private void refuse(String what, List<String> faults) {
        if (!faults.isEmpty()) {
            throw violation(what + ": " + String.join("; ", faults));
        }
    }

    private static JsonNode text(String value) {
        return SpecFiles.JSON.getNodeFactory().stringNode(value);
    }

    private ContractViolation violation(String what) {
        return new ContractViolation(exchange, what);
    }

    private static Set<String> caseless(String... names) {
        var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }
}
