package ripcord.verifier.remote;

import java.util.List;
import ripcord.verifier.json.JsonObject;

/**
 * What an authorization reference stands for.
 *
 * @param asOf position of the log that this was read at
 */
public record Authorization(List<String> roles, List<String> entitlements, JsonObject attributes, long asOf) {
    public Authorization {
        roles = List.copyOf(roles);
        entitlements = List.copyOf(entitlements);
    }
}
