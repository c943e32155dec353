package ripcord.server.spec;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// `spec/openapi.json`, and whether what was seen is what it says. Thread-safe.
///
/// What is compared: the route; the status; every header that is not the transport's own; the body, to the last
/// field. And when the answer was a success, the request too: it had to be one that the contract allows.
public final class OpenApi {
    private final JsonNode document;
    private final Schemas schemas;
    private final List<Operation> operations;

    /// The repository's own.
    public OpenApi() {
        this(SpecFiles.json("openapi.json"));
    }

    OpenApi(JsonNode document) {
        this.document = document;
        this.schemas = new Schemas(document);
        this.operations = List.copyOf(read());
    }

    /// Compares one exchange.
    ///
    /// @throws ContractViolation if it is not as the contract says
    public void check(HttpRequest request, HttpResponse<String> response) {
        check(CheckedHttp.exchange(request, response, response.body()));
    }

    /// Compares one exchange.
    ///
    /// @throws ContractViolation if it is not as the contract says
    public void check(Exchange exchange) {
        var operation = find(exchange.method(), exchange.path());
        new ResponseCheck(schemas, exchange, responses(operation)).run();
        if (operation.isPresent() && exchange.succeeded()) {
            new RequestCheck(schemas, exchange, operation.get()).run();
        }
    }

    /// One event of a feed.
    ///
    /// @throws ContractViolation if the contract does not list it, or lists it otherwise
    public void checkEvent(String event, String data) {
        var schema = document.at("/components/x-ripcord-events/feed").get(event);
        if (schema == null) {
            throw new ContractViolation("event " + event, "is not listed");
        }
        var faults = schemas.faults(schema, SpecFiles.JSON.readTree(data));
        if (!faults.isEmpty()) {
            throw new ContractViolation("event " + event + " " + data, String.join("; ", faults));
        }
    }

    /// Every operation, in the document's order.
    public List<Operation> operations() {
        return operations;
    }

    /// Every method of every path.
    public Set<Route> routes() {
        var routes = new TreeSet<Route>();
        operations.forEach(operation -> routes.add(operation.route()));
        return routes;
    }

    /// Compares a table of routes, both ways.
    ///
    /// @param table what a server routes
    /// @throws ContractViolation naming what only one of the two has
    public void checkRoutes(Collection<Route> table) {
        var undeclared = new TreeSet<>(table);
        undeclared.removeAll(routes());
        var unserved = new TreeSet<>(routes());
        unserved.removeAll(new TreeSet<>(table));
        if (!undeclared.isEmpty() || !unserved.isEmpty()) {
            throw new ContractViolation(
                    "routes", "served but not listed: " + undeclared + ", listed but not served: " + unserved);
        }
    }

    /// The operation that a request is for; the path still encoded.
    public Optional<Operation> find(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> operation.match(path).isPresent())
                .min(Comparator.comparingInt(Operation::names));
    }

    Schemas schemas() {
        return schemas;
    }

    JsonNode document() {
        return document;
    }

    private JsonNode responses(Optional<Operation> operation) {
        return operation
                .map(found -> found.node().get("responses"))
                .orElseGet(() -> document.get("x-ripcord-unrouted"));
    }

    private List<Operation> read() {
        var found = new ArrayList<Operation>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> found.add(operation(path.getKey(), method.getKey(), method.getValue()))));
        return found;
    }

    private Operation operation(String template, String method, JsonNode node) {
        var parameters = node.path("parameters")
                .valueStream()
                .map(schemas::resolve)
                .map(OpenApi::parameter)
                .toList();
        return new Operation(
                node.get("operationId").stringValue(),
                method.toUpperCase(java.util.Locale.ROOT),
                template,
                node,
                parameters);
    }

    private static Operation.Parameter parameter(JsonNode node) {
        return new Operation.Parameter(
                node.get("name").stringValue(),
                node.get("in").stringValue(),
                node.get("required").booleanValue(),
                node.get("schema"));
    }
}
