package ripcord.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names and values of one thing, for people. Not thread-safe.
final class Facts {
    private final Map<String, String> facts = new LinkedHashMap<>();

    /// Nothing, if there is no value.
    Facts put(String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, Plain.line(value));
        }
        return this;
    }

    List<String> lines(boolean inked) {
        int widest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        var lines = new ArrayList<String>();
        facts.forEach((name, value) -> {
            var label = name + " ".repeat(widest - name.length());
            lines.add((inked ? Ink.DIM.on(label) : label) + "  "
                    + (inked ? Ink.of(value).on(value) : value));
        });
        return lines;
    }
}
