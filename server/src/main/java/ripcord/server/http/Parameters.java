package ripcord.server.http;

import tools.jackson.databind.node.ObjectNode;

/// Queries and forms: names and values with `&` between.
final class Parameters {
    private static final String ONCE = "to be given once";
    private static final String DECODABLE = "percent-encoded UTF-8";

    private Parameters() {}

    /// All of them as texts, by name.
    ///
    /// @param where what the whole is called when it cannot be decoded
    static ObjectNode parse(String raw, String where, Faults faults) {
        var found = Json.STRICT.createObjectNode();
        for (int from = 0; from < raw.length(); ) {
            int end = raw.indexOf('&', from);
            int to = end < 0 ? raw.length() : end;
            if (to > from) {
                int equals = raw.indexOf('=', from, to);
                int split = equals < 0 ? to : equals;
                one(raw.substring(from, split), raw.substring(Math.min(split + 1, to), to), found, where, faults);
            }
            from = to + 1;
        }
        return found;
    }

    private static void one(String rawName, String rawValue, ObjectNode found, String where, Faults faults) {
        var name = Percent.decodeForm(rawName);
        var value = Percent.decodeForm(rawValue);
        if (name.isEmpty() || value.isEmpty()) {
            faults.unreadable(where, DECODABLE);
        } else if (found.has(name.get())) {
            faults.unreadable(Faults.nameable(name.get()), ONCE);
        } else {
            found.put(name.get(), value.get());
        }
    }
}
