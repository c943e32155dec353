package ripcord.verifier.feed;

import java.util.List;

/**
 * Entries that are being used since a moment ago.
 *
 * @param entries the news, in the order of the log but for those of a snapshot
 * @param more whether there were more than could be kept for a slow listener: then look everything up anew
 */
public record Batch(List<Entry> entries, boolean more) {
    public Batch {
        entries = List.copyOf(entries);
    }
}
