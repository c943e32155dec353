package ripcord.server.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Every way to ask wrongly that can be derived from `spec/openapi.json`: for each operation, each parameter and field
/// missing, of another type, out of bounds, unknown, given twice, too large, or hostile. Nothing is listed by hand, so
/// an operation that is added is tested.
public final class BadInputs {
    private final OpenApi openApi;
    private final ValidRequests valid;

    /// Of that contract.
    ///
    /// @param valid what makes a request good on the server that is asked
    public BadInputs(OpenApi openApi, ValidRequests valid) {
        this.openApi = openApi;
        this.valid = valid;
    }

    /// All of one operation.
    public Stream<BadInput> of(Operation operation) {
        var parameters = new BadParameters(openApi.schemas(), operation, valid);
        var good = good(operation);
        var asked = parameters.all().stream()
                .map(request -> new BadInput(
                        operation,
                        request.name(),
                        request.target(),
                        headers(operation, request.headers(), good),
                        ByteBuffer.wrap(good.map(BadInputs::bytes).orElse(new byte[0])),
                        request.statuses(),
                        request.field()));
        var sent = bodies(operation).stream()
                .map(body -> new BadInput(
                        operation,
                        body.name(),
                        parameters.target(),
                        merged(valid.credentials(operation), body.headers()),
                        body.bytes(),
                        body.statuses(),
                        body.field().isEmpty() ? null : body.field()));
        return Stream.concat(asked, sent);
    }

    private List<BadBodies.Body> bodies(Operation operation) {
        if (operation.mediaType().isEmpty()) {
            return List.of();
        }
        var good = good(operation).orElseThrow().node();
        return operation.mediaType().get().endsWith("json")
                ? new BadBodies(openApi.schemas(), operation.bodySchema(), good).all(operation.bodyRequired())
                : new BadForms(openApi.schemas(), operation.bodySchema(), good).all();
    }

    /// A body that would be fine.
    private record Good(JsonNode node, String type) {}

    private Optional<Good> good(Operation operation) {
        return operation
                .mediaType()
                .map(type -> new Good(
                        valid.body(operation)
                                .orElseGet(() -> new Samples(openApi.schemas()).of(operation.bodySchema())),
                        type));
    }

    private static byte[] bytes(Good good) {
        if (good.type().endsWith("json")) {
            return good.node().toString().getBytes(StandardCharsets.UTF_8);
        }
        var pairs = new ArrayList<String>();
        good.node()
                .properties()
                .forEach(member ->
                        pairs.add(member.getKey() + "=" + member.getValue().asString()));
        return String.join("&", pairs).getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> headers(Operation operation, Map<String, String> more, Optional<Good> good) {
        var all = merged(valid.credentials(operation), more);
        good.ifPresent(body -> all.put("Content-Type", body.type()));
        return all;
    }

    private static Map<String, String> merged(Map<String, String> some, Map<String, String> more) {
        var all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }
}
