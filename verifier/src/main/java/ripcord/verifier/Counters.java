package ripcord.verifier;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often tokens were accepted and rejected since the verifier was built.
 *
 * @param accepted tokens found good
 * @param rejected by reason; reasons that never occurred are there with 0
 */
public record Counters(long accepted, Map<Verification.Reason, Long> rejected) {
    public Counters {
        var all = new EnumMap<Verification.Reason, Long>(Verification.Reason.class);
        for (Verification.Reason reason : Verification.Reason.values()) {
            all.put(reason, rejected.getOrDefault(reason, 0L));
        }
        rejected = Map.copyOf(all);
    }
}
