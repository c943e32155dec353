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

/// A tenant's ring in memory.
///
/// @param version of the stored ring that this is a copy of
/// @param keys    those that opened, in the order in which they sign
/// @param shut    those whose private half does not open: they sign nothing and are not published, and can be barred
record Ring(long version, List<OpenKey> keys, List<RingKey> shut) {
    Ring {
        keys = List.copyOf(keys);
        shut = List.copyOf(shut);
    }

    List<RingKey> times() {
        return keys.stream().map(OpenKey::ring).toList();
    }

    /// Every key, in the order in which they sign.
    List<RingKey> all() {
        return Stream.concat(times().stream(), shut.stream())
                .sorted(Comparator.comparing(RingKey::activeAt).thenComparing(RingKey::kid))
                .toList();
    }

    /// Those that others may be told of: none that would have to be in the JWKS and is not.
    List<RingKey> tellable() {
        return all().stream()
                .filter(key -> key.compromisedAt() != null || !shut.contains(key))
                .toList();
    }

    /// The same keys with their new times, and those that are new.
    Ring with(List<RingKey> times, List<RingKey> stillShut, Map<String, SigningKey> made) {
        var all = new HashMap<>(made);
        keys.forEach(key -> all.put(key.ring().kid(), key.key()));
        var next = new ArrayList<OpenKey>();
        for (var time : times) {
            next.add(new OpenKey(time, requireNonNull(all.get(time.kid()))));
        }
        return new Ring(version + 1, next, stillShut);
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
