package ripcord.acceptance.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import ripcord.acceptance.network.FeedReader.Event;
import tools.jackson.databind.JsonNode;

/// What one reader saw of a feed, over one stream or several that it resumed.
///
/// The position of an event is a promise: everything up to it was sent earlier.
public final class FeedHistory {
    private final Set<Long> seen = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    /// For each position that was promised, what had been seen by then.
    private final List<Promise> promises = new ArrayList<>();
    private long position;

    private record Promise(long position, int seen) {}

    private final List<Long> order = new ArrayList<>();

    /// One stream, after those before.
    public void add(List<Event> events) {
        for (Event event : events) {
            switch (event.name()) {
                case "snapshot" -> {
                    event.entries().forEach(this::learn);
                    promise(event);
                }
                case "entries" -> {
                    event.entries().forEach(this::learnNew);
                    promise(event);
                }
                case "heartbeat" -> promise(event);
                default -> {
                    // says nothing about the log
                }
            }
        }
    }

    private void learn(JsonNode entry) {
        if (seen.add(entry.path("seq").asLong())) {
            order.add(entry.path("seq").asLong());
        }
    }

    private void learnNew(JsonNode entry) {
        long seq = entry.path("seq").asLong();
        if (seq <= position) {
            faults.add("entry " + seq + " came after position " + position);
        }
        if (!seen.add(seq)) {
            faults.add("entry " + seq + " came twice");
        }
        order.add(seq);
        position = Math.max(position, seq);
    }

    private void promise(Event event) {
        if (event.seq() < position) {
            faults.add("position went back from " + position + " to " + event.seq());
        }
        position = Math.max(position, event.seq());
        promises.add(new Promise(event.seq(), order.size()));
    }

    /// What is wrong with it.
    ///
    /// @param acknowledged numbers of entries that the server acknowledged, all of them
    public List<String> faults(SortedSet<Long> acknowledged) {
        List<String> all = new ArrayList<>(faults);
        Set<Long> missing = new HashSet<>(acknowledged);
        int next = 0;
        for (Promise promise : promises) {
            for (; next < promise.seen(); next++) {
                missing.remove(order.get(next));
            }
            missing.stream()
                    .filter(seq -> seq <= promise.position())
                    .forEach(seq -> all.add("entry " + seq + " was not sent before position " + promise.position()));
            missing.removeIf(seq -> seq <= promise.position());
        }
        missing.forEach(seq -> all.add("entry " + seq + " was never sent"));
        return all;
    }
}
