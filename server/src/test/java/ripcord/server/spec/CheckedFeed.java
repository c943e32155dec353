package ripcord.server.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A feed that a test follows; every event is compared with `spec/openapi.json` before the test gets it.
public final class CheckedFeed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

    private CheckedFeed(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /// One event.
    ///
    /// @param id `log:seq`; null where the server gave none
    public record Event(String name, @Nullable String id, JsonNode data) {}

    /// Stands at the end of a stream.
    private record Over(@Nullable Throwable cause) {}

    static CheckedFeed of(HttpResponse<InputStream> response) {
        var feed = new CheckedFeed(response);
        if (response.statusCode() == 200) {
            Thread.ofVirtual().name("checked feed").start(feed::read);
        }
        return feed;
    }

    /// 200, or why there is no stream.
    public int status() {
        return response.statusCode();
    }

    /// The next event.
    ///
    /// @throws AssertionError if none comes in 20 s, or the stream is over
    public Event next() {
        return poll(PATIENCE).orElseThrow(() -> new AssertionError("no event within " + PATIENCE));
    }

    /// The next event of that name; others are passed over.
    public Event next(String name) {
        return next(event -> event.name().equals(name));
    }

    /// The next event that the test waits for; others are passed over.
    public Event next(Predicate<Event> wanted) {
        while (true) {
            var event = next();
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /// The next event, if it comes in time.
    ///
    /// @throws AssertionError if the stream is over
    public Optional<Event> poll(Duration wait) {
        return switch (take(wait)) {
            case null -> Optional.empty();
            case Event event -> Optional.of(event);
            case Over over -> {
                arrived.add(over);
                throw new AssertionError("the stream is over", over.cause());
            }
            default -> throw new IllegalStateException();
        };
    }

    /// Waits until the server ends the stream; events before that are passed over.
    ///
    /// @throws AssertionError if it does not
    public void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var next = take(Duration.ofNanos(deadline - System.nanoTime()));
            if (next == null) {
                throw new AssertionError("the stream is not over within " + PATIENCE);
            }
            if (next instanceof Over over) {
                if (over.cause() instanceof AssertionError violation) {
                    throw violation;
                }
                return;
            }
        }
    }

    private @Nullable Object take(Duration wait) {
        try {
            return arrived.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var frame = new Frame();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    frame.event().ifPresent(arrived::add);
                    frame = new Frame();
                } else {
                    frame.line(line);
                }
            }
            arrived.add(new Over(null));
        } catch (IOException | RuntimeException | AssertionError e) {
            arrived.add(new Over(e));
        }
    }

    /// Cuts the stream, as a crash would: the server is not told.
    @Override
    public void close() throws IOException {
        response.body().close();
    }

    /// The lines of one event, by the HTML standard's section 9.2.6.
    private static final class Frame {
        private String name = "message";
        private @Nullable String id;
        private final StringBuilder data = new StringBuilder();

        void line(String line) {
            int colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            var value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> name = value;
                case "id" -> id = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                case "", "retry" -> {}
                default -> throw new ContractViolation("feed", "line " + line);
            }
        }

        Optional<Event> event() {
            if (data.isEmpty()) {
                return Optional.empty();
            }
            CheckedHttp.contract().checkEvent(name, data.toString());
            return Optional.of(new Event(name, id, SpecFiles.JSON.readTree(data.toString())));
        }
    }
}
