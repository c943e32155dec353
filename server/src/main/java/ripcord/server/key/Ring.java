package ripcord.server.key;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A tenant's ring in memory: the keys that opened, in the order in which they sign.
///
/// @param version of the stored ring that this is a copy of
record Ring(long version, List<OpenKey> keys) {
    Ring {
        keys = List.copyOf(keys);
    }

    List<RingKey> times() {
        return keys.stream().map(OpenKey::ring).toList();
    }

    /// The same keys with their new times, and those that are new.
    Ring with(List<RingKey> times, Map<String, SigningKey> made) {
        var all = new HashMap<>(made);
        keys.forEach(key -> all.put(key.ring().kid(), key.key()));
        var next = new ArrayList<OpenKey>();
        for (var time : times) {
            next.add(new OpenKey(time, requireNonNull(all.get(time.kid()))));
        }
        return new Ring(version + 1, next);
    }

    /// What holds at `now`, and until when.
    View view(Instant now, Duration jwksMaxAge) {
        var published = keys.stream()
                .filter(key -> key.ring().state(now).isPublished())
                .collect(Collectors.toMap(key -> key.ring().kid(), OpenKey::key));
        // None is active where the clock was set back behind all of them: then the first signs early.
        var signer = RingPlan.newest(times(), KeyState.ACTIVE, now)
                .or(() -> times().stream()
                        .filter(key -> key.state(now) == KeyState.ANNOUNCED)
                        .min(Comparator.comparing(RingKey::activeAt)))
                .map(key -> published.get(key.kid()));
        var jwks = Jwks.of(
                keys.stream().filter(key -> key.ring().state(now).isPublished()).toList(), jwksMaxAge);
        return new View(now, until(now), this, signer, published, jwks);
    }

    private Instant until(Instant now) {
        return times().stream()
                .flatMap(key -> Stream.of(
                        Optional.of(key.activeAt()),
                        Optional.ofNullable(key.retiringAt()),
                        Optional.ofNullable(key.goneAt())))
                .flatMap(Optional::stream)
                .filter(time -> time.isAfter(now))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /// A ring between two of its changes.
    ///
    /// @param signer    empty only if no key that signs could be opened
    /// @param published by kid
    record View(
            Instant from,
            Instant until,
            Ring ring,
            Optional<SigningKey> signer,
            Map<String, SigningKey> published,
            Jwks jwks) {
        boolean holds(Instant now, Ring current, Duration jwksMaxAge) {
            return ring.version() == current.version()
                    && !now.isBefore(from)
                    && now.isBefore(until)
                    && jwks.maxAge().equals(jwksMaxAge);
        }
    }
}
