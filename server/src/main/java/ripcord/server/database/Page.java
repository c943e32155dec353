package ripcord.server.database;

import java.util.List;
import java.util.Optional;

/// Some of a longer list, and where the rest begins.
///
/// @param next opaque; hand it back to get the following page; empty on the last page
public record Page<T>(List<T> items, Optional<String> next) {
    /// Copies the items.
    public Page {
        items = List.copyOf(items);
    }
}
