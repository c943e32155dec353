package ripcord.server.audit;

import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The server's log: each event a line for people or, in JSON, with its fields apart.
final class LogSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger("ripcord.events");

    @Override
    public void write(Recorded recorded) {
        var level = switch (recorded.event().action().weight()) {
            case ROUTINE -> Level.DEBUG;
            case NOTABLE -> Level.INFO;
            case ALARMING -> Level.WARN;
        };
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .addMarker(Markers.appendEntries(recorded.members()))
                    .log(recorded.text());
        }
    }
}
