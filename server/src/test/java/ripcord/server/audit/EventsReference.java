package ripcord.server.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/// `docs/events.md`, made from the catalogue.
public final class EventsReference {
    private static final Trail TRAIL = new Trail("pR2mX9kQ.4f", () -> "203.0.113.0");

    private EventsReference() {}

    /// The document.
    public static String markdown() {
        return """
                # Events

                <!-- Made by ./dev/docs from the code: change it there. -->

                What happened that somebody may have to answer for. Each event is told to the server's log (`routine` ones only at
                `RIPCORD_LOG_LEVEL=DEBUG`), and, if `--events FILE` names a file, all of them go to its end as JSON lines; `--events -` is standard
                output. Names are those of the Elastic Common Schema 8.17; what is Ripcord's own begins with `ripcord.`.
                `event.action` and the names of fields are stable: some may be added, none is renamed.

                Every line has `@timestamp`, `log.level`, `message`, `ecs.version`, `service.name`, `event.dataset` (`ripcord.events`), `event.action`,
                `event.kind` (`alert` where somebody may have to act, else `event`), `event.category`, `event.type`, `event.outcome` and
                `event.sequence`, which counts from the server's start. What a request brought about also has `http.request.id`, the answer's
                `X-Request-Id`, and `source.ip`: the address that the request came from with its last 8 bits (IPv4) or 80 bits (IPv6)
                set to zero. Behind a proxy that is the proxy's.

                **No event holds a secret**: no token, key or cookie, and no part or hash of one. Ids of sessions, keys and API keys are no secrets.
                A path is told as its template, because anything may stand in a path.

                **Publishing never slows a request.** Events go through a queue of 10,000; what finds it full is dropped, counted in
                `ripcord_events_dropped_total`, and told by `events_dropped`.

                **Nobody fills a disk with refusals.** Of those marked *limited*, which somebody without any right could cause, at most %d a minute are
                written of one action, tenant and reason, and at most %d of all together. When the minute is over, `refusals_suppressed` tells
                how many were not. The metric `ripcord_events_total` counts all of them. `event.sequence` has gaps where some were left out.

                A file is opened once and appended to: rotate it by copying and truncating (`copytruncate` in logrotate).

                ## Catalogue

                | `event.action` | weight | outcome | category, type | when | fields besides |
                |---|---|---|---|---|---|
                %s

                ## Fields

                | name | |
                |---|---|
                %s

                ## Examples

                ```json
                %s
                ```
                """.formatted(Limiter.EACH, Limiter.ALL, catalogue(), fields(), examples());
    }

    private static String catalogue() {
        return Arrays.stream(Action.values()).map(EventsReference::row).collect(Collectors.joining("\n"));
    }

    private static String row(Action action) {
        var fields = action.fields().stream()
                .map(field -> "`" + field.ecsName() + "`")
                .collect(Collectors.joining(" "));
        return "| `%s` | %s%s | %s | %s, %s | %s | %s |"
                .formatted(
                        action.word(),
                        action.weight().name().toLowerCase(java.util.Locale.ROOT),
                        action.isLimited() ? ", *limited*" : "",
                        action.outcome().word(),
                        action.category().word(),
                        action.type(),
                        action.when(),
                        fields);
    }

    private static String fields() {
        return Arrays.stream(Field.values())
                .map(field -> "| `" + field.ecsName() + "` | " + field.meaning() + " |")
                .collect(Collectors.joining("\n"));
    }

    private static String examples() {
        var at = Instant.parse("2026-11-21T09:30:00.250Z");
        var lines = EventExamples.all();
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var trail = lines.get(i).action().category() == Category.PROCESS
                            || lines.get(i).action().category() == Category.NETWORK
                    ? null
                    : TRAIL;
            text.append(LineSink.line(new Recorded(at.plusMillis(i), i, trail, lines.get(i))))
                    .append('\n');
        }
        return text.toString().strip();
    }
}
