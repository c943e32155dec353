package ripcord.server.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/// Lets so many streams begin in a second, of all and of each account: who opens them in a loop uses up his own
/// part, not everybody's. Thread-safe.
final class Admissions {
    private static final int MOST_ACCOUNTS = 20_000;
    /// Longer than it takes to be full again.
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final FeedStreams.Limits limits;
    private final Monotonic monotonic;
    private final Admission all;
    private final Cache<Account, Admission> each;

    Admissions(FeedStreams.Limits limits, Monotonic monotonic) {
        this.limits = limits;
        this.monotonic = monotonic;
        this.all = admission(limits.all());
        this.each = Caffeine.newBuilder()
                .maximumSize(MOST_ACCOUNTS)
                .expireAfterAccess(KEPT)
                .ticker(monotonic::now)
                .executor(Runnable::run)
                .build();
    }

    private Admission admission(FeedStreams.Share share) {
        return new Admission(share.perSecond(), share.burst(), monotonic);
    }

    /// How long one more has to wait; zero if it may begin now. What its account refuses takes nothing from the others,
    /// and makes nobody else wait.
    Duration admit(Account account) {
        var own = of(account);
        if (!own.admits()) {
            return own.turn();
        }
        return all.admits() ? Duration.ZERO : all.turn();
    }

    /// How long one has to wait for which there is no room at all: nobody knows, but not all should ask at one moment.
    Duration turn(Account account) {
        return of(account).turn();
    }

    private Admission of(Account account) {
        return each.get(account, one -> admission(limits.of(one)));
    }
}
