package ripcord.verifier;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import ripcord.verifier.Verification.Reason;

/** Counts what was said of tokens. Thread-safe. */
final class Tally {
    private final LongAdder accepted = new LongAdder();
    private final Map<Reason, LongAdder> rejected = new EnumMap<>(Reason.class);

    Tally() {
        for (Reason reason : Reason.values()) {
            rejected.put(reason, new LongAdder());
        }
    }

    Verification count(Verification verification) {
        if (verification instanceof Verification.Rejected no) {
            rejected.getOrDefault(no.reason(), accepted).increment();
        } else {
            accepted.increment();
        }
        return verification;
    }

    /** The same as {@link #counters}, as the feed reports it. */
    ripcord.verifier.feed.Counters reported() {
        var counts = new HashMap<String, Long>();
        rejected.forEach((reason, adder) -> counts.put(reason.name(), adder.sum()));
        counts.values().removeIf(count -> count == 0);
        return new ripcord.verifier.feed.Counters(accepted.sum(), counts);
    }

    Counters counters() {
        var counts = new EnumMap<Reason, Long>(Reason.class);
        rejected.forEach((reason, adder) -> counts.put(reason, adder.sum()));
        return new Counters(accepted.sum(), counts);
    }
}
