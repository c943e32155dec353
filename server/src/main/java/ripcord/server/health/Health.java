package ripcord.server.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import ripcord.server.database.Database;
import ripcord.server.database.ReplicaStatus;
import ripcord.server.database.StoreClock.Verdict;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.Subscriptions;
import ripcord.server.feed.VerifierStatus;
import ripcord.server.key.KeyAlarms;
import ripcord.server.key.SigningKeys;
import ripcord.server.redis.Redis;

/// Whether the server can do its work, and what somebody should look at. Thread-safe; no answer takes much longer than
/// a second, whatever hangs.
public final class Health implements AutoCloseable {
    private static final long LITTLE = 1L << 30;
    private static final long NEXT_TO_NOTHING = 64L << 20;
    private static final Duration DRIFT = Duration.ofSeconds(1);
    private static final int MOST_NAMES = 20;

    private final Sources sources;
    private final StoreProbe probe;
    private final Clocks clocks;
    private final long startedMillis;
    private final long startedNanos;
    private volatile boolean stopping;

    /// Where to look.
    ///
    /// @param data the data folder
    public record Sources(Database database, Subscriptions subscriptions, SigningKeys keys, Redis redis, Path data) {}

    /// The time of day, and a monotonic clock.
    public record Clocks(InstantSource wall, LongSupplier nanos) {}

    /// Looks at `sources`; both clocks are compared from now on.
    public Health(Sources sources, Clocks clocks) {
        this.sources = sources;
        this.clocks = clocks;
        this.probe = new StoreProbe(sources.database::check);
        this.startedMillis = clocks.wall.millis();
        this.startedNanos = clocks.nanos.getAsLong();
    }

    /// Which engine keeps the store.
    public String engine() {
        return sources.database.engine();
    }

    /// Whether requests are welcome: the store answers, what is in memory is current, this machine's clock is not
    /// far off, and the server is not about to stop.
    public boolean isReady() {
        return !stopping && isFit() && sources.database.lease().isHeld() && probe.answers();
    }

    /// From now on it is not ready.
    public void stopping() {
        stopping = true;
    }

    /// What is free where the data folder is; -1 if that cannot be said.
    public long freeBytes() {
        try {
            return Files.getFileStore(sources.data).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    /// `ok` or `degraded`; empty if no Redis is configured.
    public Optional<String> redisState() {
        return sources.redis.isConfigured()
                ? Optional.of(sources.redis.state().isWell() ? "ok" : "degraded")
                : Optional.empty();
    }

    /// Everything that is looked at.
    public List<Check> checks() {
        var checks = new ArrayList<>(List.of(store(), servers(), disk(), keys(), feed(), clock()));
        sources.database.replica().map(Health::replica).ifPresent(checks::add);
        if (sources.redis.isConfigured()) {
            checks.add(redis());
        }
        return List.copyOf(checks);
    }

    private static Check replica(ReplicaStatus status) {
        return status.isWell()
                ? Check.ok("replica", status.detail())
                : Check.warn("replica", status.detail() + ": reads go to the primary meanwhile");
    }

    private Check redis() {
        var state = sources.redis.state();
        return state.isWell()
                ? Check.ok("redis", state.detail())
                : Check.warn("redis", state.detail() + ": memory and the store do its work meanwhile");
    }

    private Check store() {
        if (stopping) {
            return Check.fail("store", "the server is stopping");
        }
        return probe.answers()
                ? Check.ok("store", "reads and writes are answered")
                : Check.fail("store", "no answer within a second: look at the disk, and at the server's log");
    }

    private Check servers() {
        if (!sources.database.lease().isHeld()) {
            return Check.fail(
                    "servers",
                    "this server has not been able to commit for " + lastSeconds()
                            + ", and trusts nothing that it has in"
                            + " memory: look at the database, and at the way to it; what is answered all the same is in"
                            + " docs/outages.md");
        }
        int all = sources.database.servers();
        return Check.ok("servers", all == 1 ? "one, alone on its store" : all + " share the store");
    }

    private String lastSeconds() {
        var age = sources.database.lease().age();
        return age.isPresent() ? TimeUnit.NANOSECONDS.toSeconds(age.getAsLong()) + " s" : "longer than it can say";
    }

    private Check disk() {
        long free = freeBytes();
        if (free < 0) {
            return Check.warn("disk", "what is free cannot be found out");
        }
        var text = (free >> 20) + " MiB are free where the data folder is";
        if (free < NEXT_TO_NOTHING) {
            return Check.fail("disk", text + ": make room, or writing fails soon");
        }
        return free < LITTLE ? Check.warn("disk", text + ": make room") : Check.ok("disk", text);
    }

    private Check keys() {
        var alarms = sources.keys.alarms();
        return alarms.isEmpty()
                ? Check.ok("keys", "no signing key needs attention")
                : Check.warn(
                        "keys",
                        alarms.stream().limit(MOST_NAMES).map(Health::text).collect(Collectors.joining("; ")));
    }

    private static String text(KeyAlarms.Raised one) {
        return "key " + one.kid() + " of tenant " + one.tenant() + ": "
                + one.alarm().wireName();
    }

    private Check feed() {
        var all = sources.subscriptions.list(new FeedScope.All());
        var lost = all.stream().filter(verifier -> verifier.lostAt() != null).toList();
        if (lost.isEmpty()) {
            return Check.ok("feed", all.size() + " verifiers are connected");
        }
        var names = lost.stream().map(Health::name).distinct().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return Check.warn("feed", lost.size() + " of " + all.size() + " verifiers are not connected: " + names);
    }

    private static String name(VerifierStatus verifier) {
        return verifier.declared().name();
    }

    private boolean isFit() {
        return sources.database.clock().standing().verdict() != Verdict.UNFIT;
    }

    private Check clock() {
        var standing = sources.database.clock().standing();
        var apart = standing.offset().toMillis() + " ms ahead of this machine's";
        return switch (standing.verdict()) {
            case AGREES -> drift();
            case CORRECTED ->
                Check.warn(
                        "clock",
                        "the database's is " + apart + ", and the server goes by the database's: set this machine's"
                                + " by NTP");
            case STORE_ASTRAY ->
                Check.warn(
                        "clock",
                        "the database's is " + apart + ", and "
                                + standing.storeAhead().toMillis()
                                + " ms ahead of what its servers go by: set the database's by NTP");
            case UNFIT ->
                Check.fail(
                        "clock",
                        "the database's is " + apart + ", more than ten minutes off: set this machine's by NTP; the"
                                + " server is not ready until then");
        };
    }

    private Check drift() {
        var wall = Duration.ofMillis(clocks.wall.millis() - startedMillis);
        var drift = wall.minusNanos(clocks.nanos.getAsLong() - startedNanos).abs();
        var text = "wall and monotonic time have parted by " + drift.toMillis() + " ms since the start";
        return drift.compareTo(DRIFT) > 0
                ? Check.warn("clock", text + ": the machine slept, or its clock was set; expiry rests on it")
                : Check.ok("clock", text);
    }

    @Override
    public void close() {
        stopping = true;
        probe.close();
    }
}
