package ripcord.server.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// What is stored of a signing key besides the key itself: its times, from which its state follows at any moment.
///
/// @param activeAt   from when on it signs; planned ahead, and moved only while it lies ahead
/// @param retiringAt from when on its successor signs; null while none is planned
/// @param goneAt     when the last of what it signed is over; null likewise
public record RingKey(
        String kid,
        SigningAlgorithm algorithm,
        Instant announcedAt,
        Instant activeAt,
        @Nullable Instant retiringAt,
        @Nullable Instant goneAt,
        @Nullable Instant compromisedAt) {
    /// The state at `now`. Each begins with its instant.
    public KeyState state(Instant now) {
        if (compromisedAt != null) {
            return KeyState.COMPROMISED;
        }
        if (goneAt != null && !now.isBefore(goneAt)) {
            return KeyState.GONE;
        }
        if (now.isBefore(activeAt)) {
            return KeyState.ANNOUNCED;
        }
        return retiringAt != null && !now.isBefore(retiringAt) ? KeyState.RETIRING : KeyState.ACTIVE;
    }

    RingKey activeFrom(Instant at) {
        return new RingKey(kid, algorithm, announcedAt, at, retiringAt, goneAt, compromisedAt);
    }

    RingKey retiring(Instant from, Instant gone) {
        return new RingKey(kid, algorithm, announcedAt, activeAt, from, gone, compromisedAt);
    }

    RingKey compromised(Instant at) {
        return new RingKey(kid, algorithm, announcedAt, activeAt, retiringAt, goneAt, at);
    }
}
