package ripcord.server.feed;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.policy.Policies;
import ripcord.server.revocation.ReadableLog;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// Every stream of this node. One thread wakes them when the log has grown, and cuts those that do not take what they
/// are sent. Thread-safe.
public final class FeedStreams implements AutoCloseable {
    private static final Duration WATCH_EVERY = Duration.ofMillis(100);
    private static final Duration WITHOUT_STREAMS = Duration.ofSeconds(1);
    private static final int KNOWN_PER_RUNNING = 5;
    /// All of an account may lose their streams at once, and come back before the lost ones are forgotten.
    private static final int KNOWN_PER_RUNNING_OF_EACH = 2;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Subscriptions subscriptions;
    private final Rings rings;
    private final RandomGenerator random;
    private final Events events;
    private final Parts parts;
    private final Admissions admissions;
    private final Map<String, FeedStream> running = new ConcurrentHashMap<>();
    private final Counts runningOf = new Counts();
    private final Thread watch = new Thread(this::watch, "feed-watch");
    private final News news;
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder cutStreams = new LongAdder();
    private volatile boolean closing;

    /// What the streams need of others.
    ///
    /// @param freshness when all that the store had was in memory, given the monotonic clock's now
    public record Sources(
            ReadableLog log,
            Rings rings,
            Demands demands,
            Subscriptions subscriptions,
            Events events,
            LongUnaryOperator freshness) {}

    /// What the policies of these tenants want of their streams.
    public static Demands demands(Tenants tenants, Policies policies) {
        return new Bounds(tenants, policies);
    }

    /// How much patience there is.
    ///
    /// @param write    for one event
    /// @param snapshot for a snapshot, or what was missed
    /// @param all      what everybody together may have
    /// @param each     what one tenant may have of it
    public record Limits(Duration write, Duration snapshot, Share all, Share each) {
        /// Where the process may have so many connections: three fifths of them for streams, so that they never
        /// shut out what is asked besides, and of those a tenth for each tenant. At most 20,000. What is asked
        /// besides is soon answered, and no connection is kept for the next question where they are scarce.
        public static Limits within(int connections) {
            var all = new Share(500, 2_000, Math.min(20_000, connections / 5 * 3));
            return new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), all, all.tenth());
        }

        Share of(Account account) {
            return switch (account) {
                case Account.OfTenant _, Account.OfKey _ -> each;
                case Account.OfOperator _, Account.Former _ -> all;
            };
        }
    }

    /// How many streams.
    ///
    /// @param perSecond may begin in a second, in the long run
    /// @param burst     may begin at once, after a quiet time
    /// @param most      there may be, and verifiers that are remembered, which lost ones are for as long as they
    ///                  may still accept something
    public record Share(int perSecond, int burst, int most) {
        Share tenth() {
            return new Share(Math.max(1, perSecond / 10), Math.max(1, burst / 10), Math.max(1, most / 10));
        }
    }

    /// What every stream uses.
    ///
    /// @param origin when the clock began that streams tell verifiers of
    record Parts(
            ReadableLog log,
            Rings rings,
            Frames frames,
            Snapshots snapshots,
            Demands demands,
            Limits limits,
            Subscriptions.Clocks clocks,
            Beats beats,
            long origin) {}

    /// Starts the thread that watches.
    ///
    /// @param random spreads reconnects
    public FeedStreams(Sources sources, Limits limits, RandomGenerator random, Subscriptions.Clocks clocks) {
        var frames = new Frames();
        this.subscriptions = sources.subscriptions;
        this.rings = sources.rings;
        this.random = random;
        this.events = sources.events;
        this.admissions = new Admissions(limits, clocks.monotonic());
        this.parts = new Parts(
                sources.log,
                sources.rings,
                frames,
                new Snapshots(sources.log, frames, clocks.monotonic()),
                sources.demands,
                limits,
                clocks,
                new Beats(clocks, sources.freshness),
                clocks.monotonic().now());
        sources.rings.onChanged(this::keysChanged);
        sources.subscriptions.onProgress(this::endIfGone);
        sources.subscriptions.onMissing(missing -> events.publish(Event.verifierMissing(missing.follower())));
        this.news = new News(clocks.monotonic());
        watch.setDaemon(true);
        watch.start();
        sources.log.onPublished(this::appended);
    }

    /// The monotonic clock: what a request's arrival is noted by.
    public long arrival() {
        return parts.clocks.monotonic().now();
    }

    /// What became of the wish for a stream.
    public sealed interface Opening {
        /// It is there, durable as a subscription, not yet running: run and close it, on one thread.
        record Opened(FeedStream stream) implements Opening {}

        /// Too many begin now, or there are too many.
        ///
        /// @param retryAfter when the verifier should try again: the later, the more were told so before it
        record Full(Duration retryAfter) implements Opening {}

        /// The server is about to stop. The verifier should try again, elsewhere if it can.
        record Closing() implements Opening {}
    }

    /// Opens a stream for a verifier.
    public Opening open(Declaration declared) {
        if (closing) {
            return new Opening.Closing();
        }
        var account = declared.account();
        var wait = isFull(account) ? admissions.turn(account) : admissions.admit(account);
        if (wait.isPositive()) {
            return new Opening.Full(wait);
        }
        // A ring is made when it is first needed, and this verifier is about to ask for its keys.
        var only = declared.scope().only();
        if (only != null) {
            rings.prepare(only);
        }
        var stream = new FeedStream(this, parts, subscriptions.open(declared));
        running.put(stream.subscription().id(), stream);
        LockSupport.unpark(watch);
        runningOf.add(account);
        subscriptions.add(stream.subscription());
        events.publish(Event.verifierConnected(stream.subscription().follower(), declared.apiKey()));
        if (closing) {
            // Whoever says goodbye may have come by before this one was there.
            stream.close();
            return new Opening.Closing();
        }
        return new Opening.Opened(stream);
    }

    /// A lost verifier cannot be forgotten before its time, so those who keep losing theirs get no more.
    /// One that said that it leaves is forgotten at once, and its stream may take a while to end.
    private boolean isFull(Account account) {
        int most = parts.limits.of(account).most;
        int mostOfAll = parts.limits.all.most;
        return running.size() >= mostOfAll
                || runningOf.of(account) >= most
                || subscriptions.count(account) >= KNOWN_PER_RUNNING_OF_EACH * most
                || subscriptions.count() >= KNOWN_PER_RUNNING * mostOfAll;
    }

    void sent(int bytes) {
        sentBytes.add(bytes);
    }

    /// How many streams run.
    public int size() {
        return running.size();
    }

    /// How much was sent on all of them since the start.
    public long sentBytes() {
        return sentBytes.sum();
    }

    /// How many were cut because they did not take what they were sent.
    public long cutStreams() {
        return cutStreams.sum();
    }

    /// It was cut because it did not take what it was sent.
    void slow(FeedStream stream) {
        cutStreams.increment();
        events.publish(Event.verifierSlow(stream.subscription().follower()));
    }

    void ended(FeedStream stream) {
        var subscription = stream.subscription();
        if (running.remove(subscription.id()) != null) {
            runningOf.remove(subscription.declared().account());
            subscriptions.lost(subscription);
            events.publish(Event.verifierDisconnected(subscription.follower()));
        }
    }

    /// Ends the streams that were opened with that API key.
    public void cut(String apiKey) {
        running.values().stream()
                .filter(stream -> stream.subscription().declared().apiKey().equals(apiKey))
                .forEach(FeedStream::cut);
    }

    /// Cuts every stream: their verifiers come back, and are known to all servers then.
    public void cutAll() {
        running.values().forEach(FeedStream::cut);
    }

    /// Says `bye` to the streams that follow this tenant only, by their own wish or since their API key has no other.
    public void leave(TenantId tenant) {
        var alone = Set.of(new FeedScope.One(tenant), new FeedScope.Named(Set.of(tenant)));
        running.values().stream()
                .filter(stream -> alone.contains(stream.scope()))
                .forEach(FeedStream::sayBye);
    }

    /// Asks everybody whom an entry concerns to confirm it.
    ///
    /// @param tenant null for all
    void ask(@Nullable TenantId tenant, String confirmation, long seq) {
        for (var stream : running.values()) {
            if ((tenant == null || stream.scope().includes(tenant))
                    && stream.subscription().isOlderThan(seq)) {
                stream.ask(confirmation, seq, tenant);
            }
        }
    }

    /// Says `bye` to the streams of which something else is wanted than when they began.
    public void endWhereTermsChanged() {
        running.values().forEach(FeedStream::endIfTermsChanged);
    }

    private void keysChanged(TenantId tenant) {
        for (var stream : running.values()) {
            if (stream.scope().includes(tenant)) {
                stream.keysChanged(tenant);
            }
        }
    }

    private void endIfGone(Subscription subscription) {
        var stream = running.get(subscription.id());
        if (stream != null && !subscriptions.isKnown(subscription)) {
            stream.leave();
        }
    }

    /// So that those whom the server leaves at one moment do not come back at one moment.
    long retryMillis() {
        return random.nextLong(1_000);
    }

    private void appended() {
        if (news.add() && !running.isEmpty()) {
            LockSupport.unpark(watch);
        }
    }

    private void watch() {
        long watched = parts.clocks.monotonic().now();
        while (!closing) {
            LockSupport.parkNanos(this, news.quiet(running.isEmpty() ? WITHOUT_STREAMS.toNanos() : parts.beats.left()));
            if (news.isToBeTold(running.size())) {
                running.values().forEach(FeedStream::wake);
            }
            parts.beats.ring();
            long now = parts.clocks.monotonic().now();
            if (now - watched >= WATCH_EVERY.toNanos()) {
                watched = now;
                running.values().forEach(stream -> stream.cutIfSlow(now));
            }
        }
    }

    /// Says `bye` to everybody, and cuts those that have not gone after a moment.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(watch);
        running.values().forEach(FeedStream::sayBye);
        long until = parts.clocks.monotonic().now() + GOODBYE.toNanos();
        while (!running.isEmpty() && parts.clocks.monotonic().now() < until) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
        }
        running.values().forEach(FeedStream::cut);
    }
}
