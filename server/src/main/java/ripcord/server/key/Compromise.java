package ripcord.server.key;

import java.time.Instant;

/// What became of declaring a key compromised.
public sealed interface Compromise {
    /// It is barred for good.
    ///
    /// @param seq       whoever has applied the log up to here refuses what it signed
    /// @param activeKid what signs now
    /// @param at        when, for confirmations
    record Barred(long seq, String activeKid, Instant at) implements Compromise {}

    /// The tenant has no such key.
    record Unknown() implements Compromise {}
}
