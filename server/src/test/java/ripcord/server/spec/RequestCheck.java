package ripcord.server.spec;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Compares a request that was answered with a success to what the contract allows: whoever accepts more than the
/// contract says has another contract.
final class RequestCheck {
    private final Schemas schemas;
    private final Exchange exchange;
    private final Operation operation;

    RequestCheck(Schemas schemas, Exchange exchange, Operation operation) {
        this.schemas = schemas;
        this.exchange = exchange;
        this.operation = operation;
    }

    void run() {
        apiKey();
        operation.match(exchange.path()).orElseThrow().forEach((name, value) -> one("path", name, value));
        query(Values.form(exchange.query()));
        operation
                .parametersIn("header")
                .forEach(header ->
                        exchange.requestHeader(header.name()).ifPresent(value -> one("header", header.name(), value)));
        body();
    }

    private void apiKey() {
        if (operation.needsApiKey() && exchange.requestHeader("Authorization").isEmpty()) {
            throw violation("succeeded without an API key");
        }
    }

    private void query(Map<String, List<String>> given) {
        given.forEach((name, values) -> {
            if (values.size() > 1) {
                throw violation("accepted query parameter " + name + " given twice");
            }
            one("query", name, values.getFirst());
        });
        for (var parameter : operation.parametersIn("query")) {
            if (parameter.required() && !given.containsKey(parameter.name())) {
                throw violation("accepted a query without " + parameter.name());
            }
        }
    }

    private void one(String place, String name, String value) {
        var parameter = operation.parametersIn(place).stream()
                .filter(declared -> declared.name().equals(name))
                .findFirst()
                .orElseThrow(() -> violation("accepted " + place + " parameter " + name + ", which is not listed"));
        var schema = schemas.resolve(parameter.schema());
        refuse(place + " parameter " + name, schemas.faults(schema, Values.typed(schema, value)));
    }

    private void body() {
        if (exchange.requestBody().isEmpty()) {
            if (operation.bodyRequired()) {
                throw violation("accepted a request without a body");
            }
            return;
        }
        var type = operation.mediaType().orElseThrow(() -> violation("accepted a body"));
        if (!type.equals(exchange.requestHeader("Content-Type")
                .orElse("none")
                .split(";", 2)[0]
                .strip())) {
            throw violation("accepted another content type than " + type);
        }
        refuse("body", schemas.faults(operation.bodySchema(), parse(type)));
    }

    private JsonNode parse(String type) {
        if (!type.endsWith("json")) {
            return Values.object(Values.form(exchange.requestBody()));
        }
        try {
            return SpecFiles.JSON.readTree(exchange.requestBody());
        } catch (JacksonException e) {
            throw violation("accepted what is not JSON: " + e.getOriginalMessage());
        }
    }

    private void refuse(String what, List<String> faults) {
        if (!faults.isEmpty()) {
            throw violation("accepted " + what + ": " + String.join("; ", faults));
        }
    }

    private ContractViolation violation(String what) {
        return new ContractViolation(exchange, what);
    }
}
