package ripcord.server.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Budget;
import ripcord.server.database.Waits;
import ripcord.server.tenant.TenantId;

/// Bounds what one tenant may have in progress at a time, so that a loud one cannot slow another, also where no limit
/// is set. Thread-safe.
///
/// Only so many of a tenant's requests are worked on; the next ones wait in order, and when too many wait, the
/// next one is refused. So whoever else comes finds at most that many of them before him, at the processors and
/// at the writer. What takes something back has a lane of its own: a storm of sign-ins does not hold up a
/// revocation. So has what is asked with a key of the tenant for no tenant in particular, and so have streams that are
/// opened: all of a tenant's verifiers may come back at one moment, and nothing else of it is to wait behind them. A
/// lane is there only while a request is in it.
final class Shares {
    /// Who is refused here is not told when its turn is, and comes back with all others who were.
    private static final int FOLLOWERS_PER_WAITING = 20;

    private final TenantBounds bounds;
    private final Map<Key, Lane> lanes = new ConcurrentHashMap<>();

    /// What a request is about.
    enum Kind {
        USUAL,
        /// It takes something back, or decides what others may take.
        TAKES_BACK,
        /// It opens a stream. When that may begin is decided in a moment, and said to who has to wait.
        FOLLOWS,
        /// Its path names no tenant, or one that may be no more: API keys, the list of tenants, the feed of
        /// several.
        ACROSS
    }

    private record Key(TenantId tenant, Kind kind) {}

    private static final class Lane {
        private final Semaphore free;
        private int inside;

        Lane(int working) {
            free = new Semaphore(working, true);
        }
    }

    Shares(TenantBounds bounds) {
        this.bounds = bounds;
    }

    /// One request's part. Left once, however often that is said.
    final class Share {
        private final Key key;
        private final Lane lane;
        private final AtomicBoolean left = new AtomicBoolean();

        private Share(Key key, Lane lane) {
            this.key = key;
            this.lane = lane;
        }

        void leave() {
            if (!left.getAndSet(true)) {
                lane.free.release();
                goOut(key);
            }
        }
    }

    /// Takes a part, when it is the caller's turn.
    ///
    /// @return empty if too many wait already, or the caller's time is up
    Optional<Share> enter(TenantId tenant, Kind kind) {
        var key = new Key(tenant, kind);
        var lane = goIn(key);
        if (lane == null) {
            return Optional.empty();
        }
        if (!isFree(lane)) {
            goOut(key);
            return Optional.empty();
        }
        return Optional.of(new Share(key, lane));
    }

    /// Nearly always it is at once, and then no clock is asked. (Without a time, `tryAcquire` would overtake those who
    /// wait.)
    private static boolean isFree(Lane lane) {
        return succeeds(() -> lane.free.tryAcquire(0, TimeUnit.NANOSECONDS))
                || Budget.spend(Budget.WHOLE, left -> succeeds(() -> Waits.within(left, () -> acquired(lane))));
    }

    private static boolean acquired(Lane lane) throws InterruptedException {
        lane.free.acquire();
        return true;
    }

    private interface Attempt {
        boolean succeeds() throws InterruptedException, TimeoutException;
    }

    private static boolean succeeds(Attempt attempt) {
        try {
            return attempt.succeeds();
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable Lane goIn(Key key) {
        var admitted = new AtomicBoolean();
        var lane = lanes.compute(key, (_, known) -> {
            var open = known == null ? new Lane(bounds.working()) : known;
            if (open.inside < bounds.working() + waiting(key.kind)) {
                open.inside++;
                admitted.set(true);
            }
            return open;
        });
        return admitted.get() ? lane : null;
    }

    private int waiting(Kind kind) {
        return switch (kind) {
            case USUAL, TAKES_BACK, ACROSS -> bounds.waiting();
            case FOLLOWS -> FOLLOWERS_PER_WAITING * bounds.waiting();
        };
    }

    private void goOut(Key key) {
        lanes.computeIfPresent(key, (_, lane) -> --lane.inside == 0 ? null : lane);
    }

    /// How many requests of the tenant and of that kind are being worked on or wait.
    int inside(TenantId tenant, Kind kind) {
        var inside = new int[1];
        lanes.computeIfPresent(new Key(tenant, kind), (_, lane) -> {
            inside[0] = lane.inside;
            return lane;
        });
        return inside[0];
    }

    /// How many lanes there are: none for a tenant that asks nothing.
    int size() {
        return lanes.size();
    }
}
