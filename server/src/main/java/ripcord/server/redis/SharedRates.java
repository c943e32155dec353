package ripcord.server.redis;

import java.util.Optional;

/// Counts together what all nodes admit. Thread-safe.
public interface SharedRates {
    /// Where nodes count for themselves.
    SharedRates NONE = (_, _) -> Optional.empty();

    /// Takes one from a bucket of a second's worth.
    ///
    /// @param bucket its name; another rate is another bucket
    /// @return whether there was one; empty if nobody can tell in time, so that the node's own bucket decides
    Optional<Boolean> take(String bucket, int perSecond);
}
