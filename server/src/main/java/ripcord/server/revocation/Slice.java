package ripcord.server.revocation;

import java.util.List;

/// Entries in order, and how far they reach.
///
/// @param position every entry up to it that was asked for is among `entries`; at least the last entry's `seq`
public record Slice(List<Entry> entries, long position) {
    /// Copies the entries.
    public Slice {
        entries = List.copyOf(entries);
    }
}
