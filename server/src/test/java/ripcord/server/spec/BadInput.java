package ripcord.server.spec;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request with one thing wrong, and what a server has to say to it.
///
/// @param name     what is wrong
/// @param target   path and query, encoded, as it is sent
/// @param body     the bytes as they are sent
/// @param statuses one of them is the right answer
/// @param field    what the answer has to name; null where nothing can be named
public record BadInput(
        Operation operation,
        String name,
        String target,
        Map<String, String> headers,
        ByteBuffer body,
        Set<Integer> statuses,
        @Nullable String field) {
    /// Copies; header names are compared without case.
    public BadInput {
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
        statuses = Set.copyOf(statuses);
        body = body.asReadOnlyBuffer();
    }

    /// The body's bytes, a copy.
    byte[] bytes() {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    /// Whether it was refused as it has to be.
    ///
    /// @throws ContractViolation if it was not
    public void check(Exchange exchange) {
        CheckedHttp.contract().check(exchange);
        if (!statuses.contains(exchange.status())) {
            throw new ContractViolation(exchange, this + ": expected " + statuses + ", body " + exchange.body());
        }
        boolean names = exchange.header("Content-Type").orElse("").startsWith("application/problem+json");
        if (field != null && names && (exchange.status() == 400 || exchange.status() == 422) && !names(exchange)) {
            throw new ContractViolation(exchange, this + ": field " + field + " is not named, body " + exchange.body());
        }
    }

    /// The field itself, one within it, or the one around it.
    private boolean names(Exchange exchange) {
        return SpecFiles.JSON
                .readTree(exchange.body())
                .path("errors")
                .valueStream()
                .map(fault -> fault.get("field").stringValue())
                .anyMatch(named -> named.startsWith(field) || field.startsWith(named));
    }

    @Override
    public String toString() {
        return operation.id() + ": " + name;
    }
}
