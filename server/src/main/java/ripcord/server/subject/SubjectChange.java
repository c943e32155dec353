package ripcord.server.subject;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The whole of what a backend states about a subject.
///
/// @param attributes JSON values by name, null among them
public record SubjectChange(
        boolean disabled, List<String> roles, List<String> entitlements, Map<String, Object> attributes) {
    /// Copies lists and map.
    public SubjectChange {
        roles = List.copyOf(roles);
        entitlements = List.copyOf(entitlements);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
