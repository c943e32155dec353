package ripcord.verifier.feed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;

/** Turns the bytes of a stream into events. Holds at most one small event, or one entry of a large one. */
final class FeedReader {
    private static final int LARGEST_EVENT = 1 << 20;
    private static final JsonLimits LIMITS = new JsonLimits(LARGEST_EVENT, 8, 64, 65_536);

    private final SseStream stream;
    private final FeedEvents events;

    FeedReader(SseStream stream, FeedEvents events) {
        this.stream = stream;
        this.events = events;
    }

    /**
     * Reads one event; events of unknown name are passed over.
     *
     * @return false if the stream ended
     * @throws FeedException if that was not an event, or the listener did not believe it
     */
    boolean readNext() throws IOException {
        if (!stream.next()) {
            return false;
        }
        try {
            dispatch(stream.name());
        } catch (JsonException e) {
            throw new FeedException(stream.name() + ": " + e.getMessage());
        }
        return true;
    }

    private void dispatch(String name) throws IOException {
        switch (name) {
            case "hello" -> events.hello(FeedData.hello(data()));
            case "snapshot" -> entries(true);
            case "entries" -> entries(false);
            case "heartbeat" -> events.heartbeat(FeedData.heartbeat(data()));
            case "keys" -> events.keys(FeedData.keys(data()));
            case "confirm" -> events.confirm(FeedData.confirm(data()));
            case "bye" -> events.bye(FeedData.bye(data()));
            default -> bytes();
        }
    }

    private void entries(boolean snapshot) throws IOException {
        events.entriesBegin(snapshot);
        long seq = EntriesReader.read(stream, events::entry);
        stream.finish();
        events.entriesEnd(seq);
    }

    private JsonObject data() throws IOException {
        return Json.object(bytes(), LIMITS);
    }

    private byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream(256);
        for (int b = stream.read(); b != SseStream.END; b = stream.read()) {
            if (bytes.size() == LARGEST_EVENT) {
                throw new FeedException("event stream: an event of more than " + LARGEST_EVENT + " bytes");
            }
            bytes.write(b);
        }
        stream.finish();
        return bytes.toByteArray();
    }
}
