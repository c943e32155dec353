package ripcord.acceptance.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.client.Json;
import ripcord.acceptance.network.FeedReader.Event;

/// The checker is checked: a gapless history passes, each kind of gap is found.
class FeedHistoryTest {
    @Test
    void aGaplessHistory() {
        assertThat(faults(event("snapshot", 2, 1, 2), event("entries", 4, 3, 4), event("heartbeat", 4)))
                .isEmpty();
    }

    @Test
    void aSnapshotAfterAReconnectionMayRepeat() {
        assertThat(faults(event("snapshot", 2, 1, 2), event("entries", 4, 3, 4), event("snapshot", 4, 1, 2, 3, 4)))
                .isEmpty();
    }

    @Test
    void aLowerNumberLater() {
        assertThat(faults(event("entries", 4, 1, 2, 4), event("entries", 4, 3)))
                .contains("entry 3 came after position 4");
    }

    @Test
    void anEntryThatComesTwice() {
        assertThat(faults(event("entries", 4, 1, 2, 3, 4), event("entries", 4, 4)))
                .contains("entry 4 came twice");
    }

    @Test
    void aHeartbeatThatPromisesTooMuch() {
        assertThat(faults(event("entries", 2, 1, 2), event("heartbeat", 4), event("entries", 5, 3, 4)))
                .contains("entry 3 was not sent before position 4");
    }

    @Test
    void aPositionThatGoesBack() {
        assertThat(faults(event("entries", 4, 1, 2, 3, 4), event("heartbeat", 3)))
                .contains("position went back from 4 to 3");
    }

    @Test
    void anEntryThatIsMissing() {
        assertThat(faults(event("entries", 2, 1, 2))).contains("entry 3 was never sent", "entry 4 was never sent");
    }

    /// The entries 1 to 4 were acknowledged.
    private static List<String> faults(Event... events) {
        FeedHistory history = new FeedHistory();
        history.add(Arrays.asList(events));
        return history.faults(new TreeSet<>(List.of(1L, 2L, 3L, 4L)));
    }

    private static Event event(String name, long position, long... entries) {
        String list = LongStream.of(entries).mapToObj("{\"seq\":%d}"::formatted).collect(Collectors.joining(","));
        return new Event(name, "", Json.read("{\"seq\":" + position + ",\"entries\":[" + list + "]}"));
    }
}
