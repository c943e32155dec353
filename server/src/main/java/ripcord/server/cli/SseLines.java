package ripcord.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lines of a stream, put together to events (WHATWG HTML, section 9.2.6). Not thread-safe.
final class SseLines {
    private final List<String> data = new ArrayList<>();
    private String name = "";
    private String id = "";

    /// One event of the feed.
    ///
    /// @param id empty if it has none
    record Event(String name, String id, Doc data) {}

    /// The event that this line completes.
    Optional<Event> add(String line) {
        if (line.isEmpty()) {
            return complete();
        }
        int colon = line.indexOf(':');
        var field = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + (line.startsWith(": ", colon) ? 2 : 1));
        switch (field) {
            case "event" -> name = value;
            case "id" -> id = value;
            case "data" -> data.add(value);
            default -> {
                // Comments, and fields that are not known.
            }
        }
        return Optional.empty();
    }

    private Optional<Event> complete() {
        var text = String.join("\n", data);
        var event = Doc.read(text).map(read -> new Event(name, id, read));
        data.clear();
        name = "";
        id = "";
        return event;
    }
}
