package ripcord.server.subject;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a subject may do, as the server knew it at a position of the log.
///
/// @param attributes JSON values by name, null among them
/// @param asOf       void as soon as an entry about the subject, its session, client or tenant comes after it
public record Authorization(List<String> roles, List<String> entitlements, Map<String, Object> attributes, long asOf) {
    /// Copies lists and map.
    public Authorization {
        roles = List.copyOf(roles);
        entitlements = List.copyOf(entitlements);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
