package ripcord.server.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An event with its time, its place in the order, and the request that it belongs to.
///
/// @param sequence counts from the server's start; a gap is an event that was dropped or suppressed
record Recorded(Instant at, long sequence, @Nullable Trail trail, Event event) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    String timestamp() {
        return TIME.format(at);
    }

    /// All members but time, level and message: texts, numbers and lists of texts.
    Map<String, Object> members() {
        var action = event.action();
        var members = new LinkedHashMap<String, Object>();
        members.put("event.dataset", "ripcord.events");
        members.put("event.action", action.word());
        members.put("event.kind", action.weight().kind());
        members.put("event.category", List.of(action.category().word()));
        members.put("event.type", List.of(action.type()));
        members.put("event.outcome", action.outcome().word());
        members.put("event.sequence", sequence);
        event.fields()
                .forEach((field, value) ->
                        members.put(field.ecsName(), field.isNumber() ? (Object) Long.valueOf(value) : value));
        if (trail != null) {
            members.put("http.request.id", trail.requestId());
            var prefix = trail.addressPrefix();
            if (!prefix.isEmpty()) {
                members.put("source.ip", prefix);
            }
        }
        return members;
    }

    /// A line for people. A value with blanks or quotes is quoted, so that nobody writes a second field into the first.
    String text() {
        var fields = event.fields().entrySet().stream()
                .map(field -> " " + field.getKey().shortName() + "=" + quoted(field.getValue()))
                .collect(Collectors.joining());
        var request = trail == null ? "" : " request=" + trail.requestId();
        return event.action().word().replace('_', ' ') + fields + request;
    }

    private static String quoted(String value) {
        boolean plain = value.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '=' && c != '\\');
        if (plain) {
            return value;
        }
        var safe = value.chars()
                .mapToObj(c -> c < 0x20 || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029 ? "?" : "" + (char) c)
                .collect(Collectors.joining());
        return '"' + safe.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
