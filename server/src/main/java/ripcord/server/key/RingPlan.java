package ripcord.server.key;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.KeyPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// What a ring must look like now: one key that signs, and one announced, which takes over at a time that is already
/// written down. So a rotation needs nobody to be awake, and a compromise finds a reserve.
///
/// The time that is written down is the latest one, a second announce window after the due one, until every verifier
/// that follows the log has said that it holds the key. Confirming can bring it back to the due one, never before.
///
/// @param algorithm what the policy wants signatures to be made with
/// @param maker     makes a key that is announced now
/// @param holders   whether all who follow the log hold a key
/// @param copies    until when somebody may go by a JWKS of an earlier policy, which let it be kept for longer
record RingPlan(SigningAlgorithm algorithm, KeyPolicy policy, Maker maker, Holders holders, Instant copies) {
    /// How long a key verifies after it has stopped signing: longer than any token lives, clocks that differ included.
    static final Duration RETIREMENT = Duration.ofMinutes(75);

    /// So long before a key is due it is asked once more who holds it: verifiers may have come since.
    static final Duration CLOSE = Duration.ofMinutes(10);

    /// Knows who holds which key.
    @FunctionalInterface
    interface Holders {
        boolean allHave(String kid);
    }

    /// Makes keys.
    @FunctionalInterface
    interface Maker {
        RingKey announced(SigningAlgorithm algorithm, Instant now);
    }

    /// The same ring, put in order.
    ///
    /// @return equal to `ring` if it was in order
    List<RingKey> inOrder(List<RingKey> ring, Instant now) {
        var keys = new ArrayList<>(ring);
        keys.removeIf(key -> key.isForgottenAt(now));
        var active = active(keys, now);
        // A reserve whose time has come is active at once, and needs a reserve of its own.
        while (!reserve(keys, active, now).activeAt().isAfter(now)) {
            active = active(keys, now);
        }
        return List.copyOf(keys);
    }

    private RingKey active(List<RingKey> keys, Instant now) {
        var found = newest(keys, KeyState.ACTIVE, now);
        if (found.isPresent()) {
            return found.get();
        }
        // Compromised, or the first use of this tenant's ring: nobody's cache can miss what was not there.
        var next = announced(keys, now)
                .min(Comparator.comparingInt(key -> key.algorithm() == algorithm ? 0 : 1))
                .orElseGet(() -> made(keys, now));
        return replace(keys, next, next.activeFrom(now));
    }

    /// The reserve, with its time, and the active key's end by it.
    private RingKey reserve(List<RingKey> keys, RingKey active, Instant now) {
        for (var key :
                announced(keys, now).filter(key -> key.algorithm() != algorithm).toList()) {
            replace(keys, key, key.retiring(now, now));
        }
        var found = announced(keys, now).findFirst().orElseGet(() -> made(keys, now));
        var at = later(time(due(active, found), found, now), now);
        var reserve = replace(keys, found, found.activeFrom(at));
        replace(keys, active, active.retiring(at, at.plus(RETIREMENT)));
        return reserve;
    }

    private Instant time(Instant due, RingKey reserve, Instant now) {
        boolean settled = reserve.activeAt().equals(due) && now.isBefore(due.minus(CLOSE));
        return settled || holders.allHave(reserve.kid()) ? due : due.plus(policy.announce());
    }

    private Instant due(RingKey active, RingKey reserve) {
        var announced = announcedEnough(reserve);
        if (reserve.wantedAt() != null) {
            return later(announced, reserve.wantedAt());
        }
        if (active.algorithm() != algorithm) {
            return announced;
        }
        return later(announced, active.activeAt().plus(policy.rotateEvery()));
    }

    /// When nobody can hold a JWKS without the key any more.
    private Instant announcedEnough(RingKey reserve) {
        var announced = reserve.announcedAt().plus(policy.announce());
        // What was handed out a day before now is over, whatever policy it was handed out under.
        return later(announced, earlier(copies, reserve.announcedAt().plus(Policy.LONGEST_JWKS_MAX_AGE)));
    }

    private RingKey made(List<RingKey> keys, Instant now) {
        var key = maker.announced(algorithm, now);
        keys.add(key);
        return key;
    }

    private static RingKey replace(List<RingKey> keys, RingKey old, RingKey fresh) {
        keys.set(keys.indexOf(old), fresh);
        return fresh;
    }

    private static Stream<RingKey> announced(List<RingKey> keys, Instant now) {
        return keys.stream().filter(key -> key.state(now) == KeyState.ANNOUNCED);
    }

    static Optional<RingKey> newest(List<RingKey> keys, KeyState state, Instant now) {
        return keys.stream().filter(key -> key.state(now) == state).max(Comparator.comparing(RingKey::activeAt));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
