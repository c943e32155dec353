package ripcord.server.spec;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a test knows that the contract does not: how a request has to look on its server so that it would be fine, if
/// it were not for the one thing that [BadInputs] does to it.
public interface ValidRequests {
    /// A value for a path's parameter that leads somewhere, not encoded: a tenant that exists.
    String pathParameter(Operation operation, String name);

    /// The headers that let somebody in: `Authorization`, or `Cookie` with `Sec-Fetch-Site`.
    Map<String, String> credentials(Operation operation);

    /// A body that the contract's own example does not give, because it names something that has to exist.
    default Optional<JsonNode> body(Operation operation) {
        return Optional.empty();
    }
}
