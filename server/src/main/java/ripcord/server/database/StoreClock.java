package ripcord.server.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of day that this server goes by, which is that of all servers on its store: what one of them writes into a
/// token is judged by the others. Thread-safe.
///
/// It runs on this machine's monotonic clock, which nobody can set. Four times a second it is compared with the store's
/// clock and with this machine's time of day, and of the three the one that parts from the other two is not followed:
/// a machine whose clock is set goes by the store, and a store whose clock is set is told apart by how far.
public final class StoreClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

    static final Duration TOLERATED = Duration.ofSeconds(1);
    static final Duration UNFIT = Duration.ofMinutes(10);

    private static final long TOLERATED_MICROS = micros(TOLERATED);
    /// What was corrected is trusted again when it is well within what is tolerated.
    private static final long TRUSTED_AGAIN_MICROS = TOLERATED_MICROS / 2;
    private static final long UNFIT_MICROS = micros(UNFIT);
    private static final long FIT_AGAIN_MICROS = UNFIT_MICROS - micros(Duration.ofSeconds(30));
    /// So far it moves at once in the course of things.
    private static final long NUDGE_MICROS = micros(Duration.ofMillis(100));
    /// An answer that took longer says too little about when it was given.
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(1);

    private final InstantSource own;
    private final LongSupplier nanos;
    private final boolean following;
    private volatile @Nullable Mark mark;
    private volatile Standing standing = new Standing(Verdict.AGREES, Duration.ZERO, Duration.ZERO);
    private volatile Consumer<Standing> changed = _ -> {};
    private volatile Runnable stepped = () -> {};
    private List<Duration> others = List.of();
    private boolean compared;
    private long ownAhead;
    private @Nullable Long doubted;

    /// What it showed, and when by the monotonic clock.
    private record Mark(long micros, long nanos) {}

    /// What is to be thought of the clocks.
    public enum Verdict {
        /// The store's and this machine's are less than a second apart, or there is but one.
        AGREES,
        /// This machine's is more than a second off, and not gone by.
        CORRECTED,
        /// The store's is more than a second off what the servers on it go by.
        STORE_ASTRAY,
        /// This machine's is more than ten minutes off: whatever else it is used for goes wrong.
        UNFIT
    }

    /// How the clocks compare.
    ///
    /// @param offset     by how much the store's is ahead of this machine's; negative if it is behind
    /// @param storeAhead by how much the store's is ahead of what the servers on it go by; zero if they go by it
    public record Standing(Verdict verdict, Duration offset, Duration storeAhead) {}

    /// An answer of the store's.
    ///
    /// @param sent     by the monotonic clock, and so `received`
    /// @param store    what its clock showed in between
    record Heard(long sent, Instant store, long received) {
        boolean isPrompt() {
            return round() >= 0 && round() <= LONGEST_ROUND.toNanos();
        }

        long round() {
            return received - sent;
        }

        /// What the store's clock showed when this was received.
        private long storeMicros() {
            return micros(store) + round() / 2_000;
        }
    }

    private StoreClock(InstantSource own, LongSupplier nanos, boolean following) {
        this.own = own;
        this.nanos = nanos;
        this.following = following;
    }

    /// That machine's clock and no other.
    static StoreClock alone(InstantSource own) {
        return new StoreClock(own, System::nanoTime, false);
    }

    /// One that begins as that machine's, and goes by the store's where the two part.
    static StoreClock following(InstantSource own, LongSupplier nanos) {
        return new StoreClock(own, nanos, true);
    }

    /// This machine's.
    public InstantSource own() {
        return own;
    }

    LongSupplier nanos() {
        return nanos;
    }

    boolean isFollowing() {
        return following;
    }

    @Override
    public Instant instant() {
        var last = mark;
        return last == null ? own.instant() : instant(usedMicros(last, nanos.getAsLong()));
    }

    /// How the clocks compared last.
    public Standing standing() {
        return standing;
    }

    /// Tells `listener` when another verdict is due, and at once if it is not that they agree.
    public void onChange(Consumer<Standing> listener) {
        changed = listener;
        var now = standing;
        if (now.verdict != Verdict.AGREES) {
            listener.accept(now);
        }
    }

    /// Runs `listener` after this clock moved by more than a second at once.
    public void onStepped(Runnable listener) {
        stepped = listener;
    }

    /// What a transaction goes by that was begun when the store's clock showed `begun`: that, unless it is astray.
    Supplier<Instant> during(Instant begun) {
        var last = mark;
        if (!following || last == null) {
            return this::instant;
        }
        long used = usedMicros(last, nanos.getAsLong());
        long counted = micros(begun) - micros(standing.storeAhead);
        var now = instant(isWithin(TOLERATED_MICROS, counted, used) ? counted : used);
        return () -> now;
    }

    /// The first comparison, before anything else is done with the time.
    ///
    /// @param heard the best answer of several
    /// @param held  by how much servers on the store hold its clock to be ahead; those that are gone too
    /// @throws StoreUnavailableException if this machine's clock is unfit
    void begin(Heard heard, Collection<Duration> held) {
        long ownNow = micros(own.instant());
        others = List.copyOf(held);
        mark = new Mark(ownNow, heard.received);
        if (!heard.isPrompt()) {
            LOG.warn(
                    "clock not compared with the store's, which takes too long to answer ms={}",
                    heard.round() / 1_000_000);
            return;
        }
        var first = first(heard, ownNow);
        if (!isWithin(UNFIT_MICROS, first.used, ownNow)) {
            throw new StoreUnavailableException("--database-url: the database's clock shows "
                    + text(heard.storeMicros()) + ", this machine's " + text(ownNow)
                    + " (expected: at most 10 minutes apart; set both machines' by NTP, and start again)");
        }
        goBy(first, heard, ownNow);
    }

    /// What the first answer that came soon says.
    ///
    /// @param used what to go by
    private record First(long used, long ahead, boolean corrected) {}

    private First first(Heard heard, long ownNow) {
        long store = heard.storeMicros();
        long ahead = others.stream()
                .mapToLong(StoreClock::micros)
                .filter(held -> held != 0 && isWithin(TOLERATED_MICROS, store - held, ownNow))
                .findFirst()
                .orElse(0);
        long counted = store - ahead;
        boolean corrected = !isWithin(TOLERATED_MICROS, counted, ownNow);
        return new First(corrected ? counted : ownNow, ahead, corrected);
    }

    private void goBy(First first, Heard heard, long ownNow) {
        compared = true;
        mark = new Mark(first.used, heard.received);
        ownAhead = ownNow - first.used;
        judge(new Standing(
                verdict(first.corrected, first.ahead), span(heard.storeMicros() - ownNow), span(first.ahead)));
    }

    /// A later one. Only one thread.
    void compare(Heard heard) {
        var last = mark;
        if (!following || last == null || !heard.isPrompt()) {
            return;
        }
        long ownNow = micros(own.instant());
        if (!compared) {
            // Nobody knows yet how far off this machine's clock is.
            var first = first(heard, ownNow);
            goBy(first, heard, ownNow);
            if (first.corrected) {
                stepped.run();
            }
            return;
        }
        long used = usedMicros(last, heard.received);
        long store = heard.storeMicros();
        long ahead = micros(standing.storeAhead);
        if (!isWithin(TOLERATED_MICROS, store - ahead, used)) {
            if (!isSecond(store - used)) {
                return;
            }
            if (isWithin(TOLERATED_MICROS, ownNow - used, ownAhead)) {
                ahead = isWithin(TOLERATED_MICROS, store, used) ? 0 : store - used;
            } else {
                // The monotonic clock stood still: the machine slept.
                used = store - ahead;
                move(used, heard.received);
            }
        }
        doubted = null;
        settle(ownNow, used, store, ahead, heard.received);
    }

    /// From now on the store's clock counts as so far ahead, as most servers on it hold.
    void adopt(Duration storeAhead) {
        var last = mark;
        if (!following || last == null) {
            return;
        }
        long now = nanos.getAsLong();
        long used = usedMicros(last, now) + micros(standing.storeAhead) - micros(storeAhead);
        LOG.warn("going by the time of most servers on the store moved_ms={}", (used - usedMicros(last, now)) / 1_000);
        ownAhead += usedMicros(last, now) - used;
        standing = new Standing(standing.verdict, standing.offset, storeAhead);
        move(used, now);
    }

    private void move(long used, long at) {
        mark = new Mark(used, at);
        stepped.run();
    }

    private void settle(long ownNow, long used, long store, long ahead, long at) {
        long counted = store - ahead;
        boolean was = standing.verdict == Verdict.CORRECTED || standing.verdict == Verdict.UNFIT;
        boolean corrected = !isWithin(was ? TRUSTED_AGAIN_MICROS : TOLERATED_MICROS, counted, ownNow);
        long wanted = corrected ? counted : ownNow;
        long moved = used + Math.clamp(wanted - used, -NUDGE_MICROS, NUDGE_MICROS);
        mark = new Mark(moved, at);
        ownAhead = ownNow - moved;
        judge(new Standing(verdict(corrected, ahead), span(store - ownNow), span(ahead)));
    }

    private Verdict verdict(boolean corrected, long ahead) {
        long tolerated = standing.verdict == Verdict.UNFIT ? FIT_AGAIN_MICROS : UNFIT_MICROS;
        if (Math.abs(ownAhead) > tolerated) {
            return Verdict.UNFIT;
        }
        if (ahead != 0) {
            return Verdict.STORE_ASTRAY;
        }
        return corrected ? Verdict.CORRECTED : Verdict.AGREES;
    }

    private void judge(Standing fresh) {
        var before = standing.verdict;
        standing = fresh;
        if (fresh.verdict == before) {
            return;
        }
        if (fresh.verdict == Verdict.AGREES) {
            LOG.info("clock agrees with the store's again");
        } else {
            LOG.warn(
                    "clocks differ verdict={} store_ahead_of_machine_ms={} store_ahead_of_servers_ms={}",
                    fresh.verdict,
                    fresh.offset.toMillis(),
                    fresh.storeAhead.toMillis());
        }
        changed.accept(fresh);
    }

    /// Whether the one before said the same: one alone may be an answer that something delayed.
    private boolean isSecond(long parted) {
        var before = doubted;
        doubted = parted;
        return before != null && isWithin(TOLERATED_MICROS, before, parted);
    }

    private static long usedMicros(Mark last, long now) {
        return last.micros + (now - last.nanos) / 1_000;
    }

    private static boolean isWithin(long most, long one, long other) {
        return Math.abs(one - other) <= most;
    }

    private static long micros(Duration span) {
        return span.toNanos() / 1_000;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Duration span(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Instant text(long micros) {
        return instant(micros).truncatedTo(ChronoUnit.SECONDS);
    }
}
