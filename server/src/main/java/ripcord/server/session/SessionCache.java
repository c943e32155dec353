package ripcord.server.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import ripcord.server.revocation.LiveEntries;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;

/// This node's copies of session rows, each with the log's position at which it was true. Thread-safe.
///
/// A copy lives at most 60 minutes, less than an entry of the log does: the entry that voids it is never forgotten
/// before it. Half of them here, since one that another node left may be as old already.
final class SessionCache {
    private static final Duration LONGEST = Duration.ofMinutes(60).minus(CopySeal.LONGEST);
    private static final int MOST = 200_000;
    /// What a copy takes of the heap, by 60,000 of them that say nothing of a device; with what one says it is more.
    private static final int BYTES = 800;
    /// How exact `last_seen_at` is, at worst.
    private static final long COARSEST_MS = Duration.ofMinutes(1).toMillis();

    private final Cache<SessionKey, Copy> copies;
    private final LiveEntries live;
    private final Alike alike = new Alike();

    SessionCache(LiveEntries live, InstantSource clock) {
        this.live = live;
        this.copies = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LONGEST)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .executor(Runnable::run)
                .build();
    }

    /// How many copies there may be where so many were asked for, and the heap can grow to so many bytes: half of it is
    /// for all else.
    static int fitting(int asked, long heap) {
        return (int) Math.min(asked, heap / 2 / BYTES);
    }

    /// Changes how many copies there are at most.
    void keepAtMost(int most) {
        copies.policy().eviction().orElseThrow().setMaximum(most);
    }

    /// How many there are.
    long size() {
        copies.cleanUp();
        return copies.estimatedSize();
    }

    /// A row as it was at `asOf`, and whose entries void that.
    record Copy(StoredSession stored, long asOf, Target session, Target subject, Target client, Target tenant) {
        boolean voidedBy(LiveEntries live) {
            return live.anyAfter(session, asOf)
                    || live.anyAfter(subject, asOf)
                    || live.anyAfter(client, asOf)
                    || live.anyAfter(tenant, asOf)
                    || live.hasForgottenSince(asOf);
        }

        /// Whether those whom entries may name are the same; tenant and id are.
        private boolean hasTargetsOf(Session other) {
            var own = stored.session();
            return own.subject().equals(other.subject()) && own.clientId().equals(other.clientId());
        }

        /// Whether the row was read before `other` was; of all that is kept here only rotations are no entries.
        boolean isBefore(Copy other) {
            return asOf != other.asOf
                    ? asOf < other.asOf
                    : stored.refresh().newest() < other.stored.refresh().newest();
        }

        Copy with(StoredSession newer) {
            return new Copy(newer, asOf, session, subject, client, tenant);
        }
    }

    /// The copy, if the one rule still lets it stand.
    @Nullable
    Copy get(SessionKey key) {
        var copy = copies.getIfPresent(key);
        return copy == null || copy.voidedBy(live) ? null : copy;
    }

    void put(StoredSession stored, long asOf) {
        keep(copy(stored, asOf));
    }

    /// Keeps what another node has read, if the one rule lets it stand.
    ///
    /// @return the copy to use; null if there is none
    @Nullable
    Copy take(StoredSession stored, long asOf) {
        var copy = copy(stored, asOf);
        if (copy.voidedBy(live)) {
            return null;
        }
        keep(copy);
        return copy;
    }

    /// Targets are hashes: those of the copy before are good for the next one.
    private Copy copy(StoredSession read, long asOf) {
        var stored = alike.of(read);
        var session = stored.session();
        var tenant = session.tenant();
        var old = copies.getIfPresent(new SessionKey(tenant, session.id()));
        if (old != null && old.hasTargetsOf(session)) {
            return new Copy(stored, asOf, old.session, old.subject, old.client, old.tenant);
        }
        return new Copy(
                stored,
                asOf,
                Target.of(TargetType.SESSION, tenant, session.id().text()),
                Target.of(TargetType.SUBJECT, tenant, session.subject()),
                alike.of(Target.of(TargetType.CLIENT, tenant, session.clientId())),
                alike.of(Target.of(TargetType.TENANT, tenant, "")));
    }

    private void keep(Copy copy) {
        var session = copy.stored.session();
        copies.asMap()
                .merge(
                        new SessionKey(session.tenant(), session.id()),
                        copy,
                        (old, read) -> read.isBefore(old) ? old : read);
    }

    /// Notes a use; false if one was noted so shortly before that it makes no difference.
    boolean use(SessionKey key, Instant at) {
        var copy = copies.getIfPresent(key);
        if (copy != null && !isWorthNoting(copy.stored.session(), at)) {
            return false;
        }
        copies.asMap().computeIfPresent(key, (_, old) -> old.with(old.stored.seenAt(at)));
        return true;
    }

    /// Whether a use at that time is to be noted for a session as it was last seen.
    static boolean isWorthNoting(Session session, Instant at) {
        long grain = Math.min(session.idle().toMillis() / 10, COARSEST_MS);
        return at.toEpochMilli() - session.lastSeenAt().toEpochMilli() >= grain;
    }

    void forget(SessionKey key) {
        copies.invalidate(key);
    }
}
