package ripcord.server.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells what happened: to the log, each event a line for people and, in JSON, with its fields apart. Thread-safe.
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger("ripcord.events");

    /// Tells of `event`. Routine ones only where the log wants to know everything.
    public void publish(Event event) {
        switch (event.weight()) {
            case ROUTINE -> {
                if (LOG.isDebugEnabled()) {
                    LOG.debug(Markers.appendEntries(fields(event)), text(event));
                }
            }
            case NOTABLE -> LOG.info(Markers.appendEntries(fields(event)), text(event));
            case ALARMING -> LOG.warn(Markers.appendEntries(fields(event)), text(event));
        }
    }

    private static Map<String, String> fields(Event event) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("event.action", event.action());
        event.fields().forEach((name, value) -> fields.put("ripcord." + name, value));
        return fields;
    }

    /// A value with blanks or quotes is quoted, so that nobody writes a second field into the first one.
    private static String text(Event event) {
        return event.action().replace('_', ' ') + " "
                + event.fields().entrySet().stream()
                        .map(field -> field.getKey() + "=" + quoted(field.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        boolean plain = value.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '=' && c != '\\');
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
