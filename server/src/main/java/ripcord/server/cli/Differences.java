package ripcord.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which fields of two documents differ.
final class Differences {
    private Differences() {}

    /// `{field, from, to}` each, fields spelled as they are reached: `session.idle`.
    static List<Doc> between(Doc before, Doc after) {
        var old = fields(before);
        var now = fields(after);
        var names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        var changes = new ArrayList<Doc>();
        for (var name : names) {
            if (!Objects.equals(old.get(name), now.get(name))) {
                var change = new LinkedHashMap<String, @Nullable Object>();
                change.put("field", name);
                change.put("from", old.get(name));
                change.put("to", now.get(name));
                changes.add(new Doc(change));
            }
        }
        return changes;
    }

    private static Map<String, @Nullable Object> fields(Doc doc) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        collect("", doc, fields);
        return fields;
    }

    private static void collect(String prefix, Doc doc, Map<String, @Nullable Object> fields) {
        doc.members().forEach((name, value) -> {
            if (value instanceof Map) {
                collect(prefix + name + ".", new Doc(value), fields);
            } else {
                fields.put(prefix + name, value);
            }
        });
    }
}
