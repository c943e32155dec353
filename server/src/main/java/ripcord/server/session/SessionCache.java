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
/// before it.
final class SessionCache {
    private static final Duration LONGEST = Duration.ofMinutes(60);
    private static final int MOST = 200_000;

    private final Cache<SessionKey, Copy> copies;
    private final LiveEntries live;

    SessionCache(LiveEntries live, InstantSource clock) {
        this.live = live;
        this.copies = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LONGEST)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .executor(Runnable::run)
                .build();
    }

    /// A row as it was at `asOf`, and whose entries void that.
    record Copy(StoredSession stored, long asOf, Target session, Target subject, Target client, Target tenant) {
        boolean voidedBy(LiveEntries live) {
            return live.anyAfter(session, asOf)
                    || live.anyAfter(subject, asOf)
                    || live.anyAfter(client, asOf)
                    || live.anyAfter(tenant, asOf);
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

    void put(SessionRow.Read read) {
        var session = read.stored().session();
        var tenant = session.tenant();
        copies.put(
                new SessionKey(tenant, session.id()),
                new Copy(
                        read.stored(),
                        read.asOf(),
                        Target.of(TargetType.SESSION, tenant, session.id().text()),
                        Target.of(TargetType.SUBJECT, tenant, session.subject()),
                        Target.of(TargetType.CLIENT, tenant, session.clientId()),
                        Target.of(TargetType.TENANT, tenant, "")));
    }

    /// Notes a use; false if there is no copy, or one used in the same minute.
    boolean use(SessionKey key, Instant at, Duration unless) {
        var copy = copies.getIfPresent(key);
        if (copy != null
                && Duration.between(copy.stored.session().lastSeenAt(), at).compareTo(unless) < 0) {
            return false;
        }
        copies.asMap().computeIfPresent(key, (_, old) -> old.with(old.stored.seenAt(at)));
        return true;
    }

    void forget(SessionKey key) {
        copies.invalidate(key);
    }
}
