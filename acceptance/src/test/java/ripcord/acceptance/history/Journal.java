package ripcord.acceptance.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ripcord.acceptance.client.Json;
import tools.jackson.databind.JsonNode;

/// What one client knows: a line before each request and one after each answer, each on the disk before anything else
/// happens. After a crash, this file and nothing else says what the server had acknowledged.
public final class Journal implements AutoCloseable {
    public enum Operation {
        SIGN_IN,
        REFRESH,
        END
    }

    /// One line.
    ///
    /// @param session   the client's own name for it
    /// @param answer    false: about to be asked; true: answered, and the answer was a success
    /// @param presented the refresh token that was presented; empty unless a refresh is asked
    /// @param got       what the answer carried
    public record Line(String session, Operation operation, boolean answer, String presented, Map<String, String> got) {
        public Line {
            got = Map.copyOf(got);
        }

        public static Line asked(String session, Operation operation, String presented) {
            return new Line(session, operation, false, presented, Map.of());
        }

        public static Line answered(String session, Operation operation, Map<String, String> got) {
            return new Line(session, operation, true, "", got);
        }

        private String text() {
            return Json.write(Map.of(
                            "session", session,
                            "operation", operation.name(),
                            "answer", answer,
                            "presented", presented,
                            "got", got))
                    + "\n";
        }

        private static Line of(String text) {
            JsonNode json = Json.read(text);
            Map<String, String> got = new HashMap<>();
            json.path("got")
                    .properties()
                    .forEach(field -> got.put(field.getKey(), field.getValue().asString()));
            return new Line(
                    json.path("session").asString(),
                    Operation.valueOf(json.path("operation").asString()),
                    json.path("answer").asBoolean(),
                    json.path("presented").asString(),
                    got);
        }
    }

    private final FileChannel file;

    public Journal(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// On the disk when this returns.
    public synchronized void write(Line line) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.text());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Line> read(Path path) {
        try {
            return Files.readAllLines(path).stream().map(Line::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
