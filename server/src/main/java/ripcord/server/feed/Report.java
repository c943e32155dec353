package ripcord.server.feed;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a verifier says of its work. Counters count from the subscription's beginning.
///
/// @param seq         how far it has applied the log
/// @param stalenessMs how old its knowledge was when it reported
/// @param version     of the program; null if it does not say
/// @param rejected    by reason
public record Report(
        Instant at, long seq, double stalenessMs, @Nullable String version, long verified, Map<String, Long> rejected) {
    /// Copies the map.
    public Report {
        rejected = Map.copyOf(rejected);
    }

    /// The counters in the order of their names.
    Map<String, Long> ordered() {
        return new TreeMap<>(rejected);
    }
}
