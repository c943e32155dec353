package ripcord.server.policy;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What differs between two policies, field by field.
public final class PolicyDiff {
    /// One field.
    ///
    /// @param field its path, as `access_token.lifetime`
    /// @param from  its value before
    /// @param to    its value afterwards
    public record Change(String field, JsonNode from, JsonNode to) {}

    private PolicyDiff() {}

    /// The fields whose values differ, in the document's order. A list is one value.
    public static List<Change> between(Policy before, Policy after) {
        var changes = new ArrayList<Change>();
        collect("", PolicyDocument.write(before), PolicyDocument.write(after), changes);
        return changes;
    }

    private static void collect(String path, JsonNode before, JsonNode after, List<Change> changes) {
        if (!before.isObject()) {
            if (!before.equals(after)) {
                changes.add(new Change(path, before, after));
            }
            return;
        }
        for (var property : before.properties()) {
            var name = property.getKey();
            collect(path.isEmpty() ? name : path + "." + name, property.getValue(), after.get(name), changes);
        }
    }
}
