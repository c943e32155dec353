package ripcord.server.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import ripcord.server.json.JsonText;

/// JSON lines, one event each, all of them.
final class LineSink implements Sink {
    private static final String ECS_VERSION = "8.17.0";

    private final OutputStream out;
    private final boolean closes;

    /// @param closes whether `out` is this sink's to close
    LineSink(OutputStream out, boolean closes) {
        this.out = new BufferedOutputStream(out, 64 * 1024);
        this.closes = closes;
    }

    @Override
    public void write(Recorded recorded) throws IOException {
        out.write(line(recorded).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /// One event as JSON.
    static String line(Recorded recorded) {
        var json = new JsonText(512)
                .put("@timestamp", recorded.timestamp())
                .put("log.level", recorded.event().action().weight().level())
                .put("message", recorded.text())
                .put("ecs.version", ECS_VERSION)
                .put("service.name", "ripcord");
        recorded.members().entrySet().forEach(member -> put(json, member));
        return json.end();
    }

    private static void put(JsonText json, Map.Entry<String, Object> member) {
        switch (member.getValue()) {
            case Long number -> json.put(member.getKey(), number.longValue());
            case List<?> texts ->
                json.put(member.getKey(), texts.stream().map(String::valueOf).toList());
            case Object text -> json.put(member.getKey(), text.toString());
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.flush();
        if (closes) {
            out.close();
        }
    }
}
