package ripcord.verifier.feed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this verifier has decided since it was started.
 *
 * @param verified tokens accepted
 * @param rejected tokens refused, by reason
 */
public record Counters(long verified, Map<String, Long> rejected) {
    /** Nothing yet. */
    public static final Counters ZERO = new Counters(0, Map.of());

    public Counters {
        rejected = Map.copyOf(rejected);
    }

    /** What was added since then. */
    Counters since(Counters earlier) {
        var difference = new LinkedHashMap<String, Long>();
        rejected.forEach((reason, count) ->
                difference.put(reason, Math.max(0, count - earlier.rejected.getOrDefault(reason, 0L))));
        difference.values().removeIf(count -> count == 0);
        return new Counters(Math.max(0, verified - earlier.verified), difference);
    }
}
