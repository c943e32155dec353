package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SseStreamTest {
    @Test
    void readsEventsWithTheirNames() throws IOException {
        assertThat(events("event: a\ndata: 1\n\nevent:b\nid: 7\nretry: 5\ndata:2\nid: 8\n: comment\n\n"))
                .containsExactly("a=1", "b=2");
    }

    @Test
    void joinsDataLines() throws IOException {
        assertThat(events("event: a\ndata: 1\ndata:\ndata:  2\n\n")).containsExactly("a=1\n\n 2");
    }

    @Test
    void takesBothKindsOfLineEnds() throws IOException {
        assertThat(events("event: a\r\ndata: 1\r\ndata: 2\r\n\r\n")).containsExactly("a=1\n2");
    }

    @Test
    void anEventWithoutDataIsNoneAndItsNameIsForgotten() throws IOException {
        assertThat(events("event: a\n\ndata: 1\n\n:\n\n\nevent: b\ndata: 2\n\n"))
                .containsExactly("=1", "b=2");
    }

    @Test
    void anEventThatIsNotFinishedIsNone() {
        for (String text : List.of("event: a\ndata: 1", "event: a\ndata: 1\n", "event: a\ndata: 1\nid: 3", "eve")) {
            assertThatThrownBy(() -> events(text)).as(text).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void everythingElseIsGarbage() {
        for (String text : List.of(
                "\uFEFFevent: a\ndata: 1\n\n",
                "hello\n\n",
                "data\n\n",
                "name: x\n\n",
                "event: a\rdata: 1\r\r",
                "event: a\ndata: 1\rx\n\n",
                "event: a\ndata: 1\nevent: b\n\n",
                "event: a\ndata: 1\ndate: 2\n\n",
                "Event: a\ndata: 1\n\n",
                "event: " + "x".repeat(4097) + "\n",
                "x".repeat(17) + ": 1\n",
                "<html>\n")) {
            assertThatThrownBy(() -> events(text)).as(text).isInstanceOf(FeedException.class);
        }
    }

    @Test
    void saysWhenBytesCome() throws IOException {
        var received = new ArrayList<String>();
        var stream = new SseStream(in("data: 1\n\n"), () -> received.add("bytes"));

        stream.next();

        assertThat(received).containsExactly("bytes");
    }

    private static List<String> events(String text) throws IOException {
        var stream = new SseStream(in(text), () -> {});
        List<String> events = new ArrayList<>();
        while (stream.next()) {
            var data = new StringBuilder(stream.name()).append('=');
            for (int b = stream.read(); b != SseStream.END; b = stream.read()) {
                data.append((char) b);
            }
            stream.finish();
            events.add(data.toString());
        }
        return events;
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
