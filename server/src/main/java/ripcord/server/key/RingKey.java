package ripcord.server.key;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// What is stored of a signing key besides the key itself: its times, from which its state follows at any moment.
///
/// @param activeAt   from when on it signs; planned ahead, and moved only while it lies ahead
/// @param retiringAt from when on its successor signs; null while none is planned
/// @param goneAt     when the last of what it signed is over; null likewise
/// @param wantedAt   when somebody asked that it sign as soon as the rules allow; null if nobody did
public record RingKey(
        String kid,
        SigningAlgorithm algorithm,
        Instant announcedAt,
        Instant activeAt,
        @Nullable Instant retiringAt,
        @Nullable Instant goneAt,
        @Nullable Instant compromisedAt,
        @Nullable Instant wantedAt) {
    /// A key that is announced at `now`; it signs when the plan says so.
    static RingKey announced(String kid, SigningAlgorithm algorithm, Instant now) {
        return new RingKey(kid, algorithm, now, now, null, null, null, null);
    }

    /// For how long a key that is gone is still listed.
    static final Duration REMEMBERED = Duration.ofDays(90);

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
        return new RingKey(kid, algorithm, announcedAt, at, retiringAt, goneAt, compromisedAt, wantedAt);
    }

    RingKey retiring(Instant from, Instant gone) {
        return new RingKey(kid, algorithm, announcedAt, activeAt, from, gone, compromisedAt, wantedAt);
    }

    RingKey compromised(Instant at) {
        return new RingKey(kid, algorithm, announcedAt, activeAt, retiringAt, goneAt, at, wantedAt);
    }

    /// The first time counts.
    RingKey wanted(Instant at) {
        return wantedAt != null
                ? this
                : new RingKey(kid, algorithm, announcedAt, activeAt, retiringAt, goneAt, compromisedAt, at);
    }

    /// Whether it was gone long ago, and no longer needs a row. One that was compromised stays barred for good.
    boolean isForgottenAt(Instant now) {
        return compromisedAt == null && goneAt != null && !now.isBefore(goneAt.plus(REMEMBERED));
    }
}
