package ripcord.acceptance.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import ripcord.acceptance.client.Json;
import ripcord.acceptance.process.Await;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.ContractViolation;
import tools.jackson.databind.JsonNode;

/// Reads a feed as it comes over HTTP, without a verifier, and keeps every event.
public final class FeedReader implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// One event.
    ///
    /// @param id empty if the event carried none
    public record Event(String name, String id, JsonNode data) {
        public long seq() {
            return data.path("seq").asLong();
        }

        public List<JsonNode> entries() {
            return data.path("entries").valueStream().toList();
        }
    }

    private final List<Event> events = new ArrayList<>();
    private final InputStream body;
    private volatile boolean ended;
    private volatile Optional<ContractViolation> violation = Optional.empty();

    private FeedReader(InputStream body) {
        this.body = body;
        Thread.ofVirtual().name("feed-reader").start(this::read);
    }

    /// Connects, and reads from then on.
    ///
    /// @param feed        with its query
    /// @param lastEventId empty: from the beginning
    public static FeedReader open(URI feed, String apiKey, String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(feed)
                .header("Authorization", "Bearer " + apiKey)
                .header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new AssertionError("feed: " + answer.statusCode() + " "
                        + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new FeedReader(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String name = "message";
            String id = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    dispatch(name, id, data.toString());
                    name = "message";
                    id = "";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
        } catch (IOException _) {
            // closed by us, or cut by the server: `ended` says so
        }
        ended = true;
    }

    private void dispatch(String name, String id, String data) {
        if (data.isEmpty()) {
            return;
        }
        try {
            CheckedHttp.contract().checkEvent(name, data);
        } catch (ContractViolation e) {
            violation = Optional.of(e);
        }
        synchronized (events) {
            events.add(new Event(name, id, Json.read(data)));
        }
    }

    /// What came so far.
    ///
    /// @throws ContractViolation if an event among it is none that the contract lists
    public List<Event> events() {
        violation.ifPresent(found -> {
            throw found;
        });
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /// The id of the last event that had one, to resume after.
    ///
    /// @param before if none had
    public static String lastEventId(List<Event> events, String before) {
        return events.reversed().stream()
                .map(Event::id)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(before);
    }

    /// How far the newest event says that the stream has come.
    public long position() {
        return events().reversed().stream()
                .filter(event -> event.data().has("seq"))
                .findFirst()
                .map(Event::seq)
                .orElse(0L);
    }

    /// Waits for the first event, past or future, that satisfies `condition`.
    public Event await(String what, Predicate<Event> condition) {
        return Await.value(
                Duration.ofSeconds(20),
                what,
                () -> events().stream().filter(condition).findFirst());
    }

    /// Whether the stream is over.
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
