package ripcord.verifier.feed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import ripcord.verifier.http.Http;

/**
 * Follows the server's revocation log, and says how fresh its copy is. Thread-safe; its threads are daemons.
 *
 * <p>When the server is away, what is held stays, the evidence ages, and the stream is opened again in the background.
 */
public final class RevocationFeed implements AutoCloseable {
    private static final Logger LOG = System.getLogger("ripcord.verifier.feed");
    /** While a stream is sought: a pause between two tries may be as short. */
    private static final long TICK_MILLIS = 50;

    /** While there is one: each look wakes a thread, and nothing that is looked for then is so soon due. */
    private static final long SETTLED_TICK_MILLIS = 250;

    private static final long REPORT_EVERY = 10_000_000_000L;
    private static final long SWEEP_EVERY = 60_000_000_000L;
    private static final long GOODBYE_MILLIS = 2_000;

    private final Setup setup;
    private final Announcer announcer = new Announcer();
    private final Correspondence letters;
    private final Streams streams;
    private final HeldKeys held = new HeldKeys();

    /** Used by the feed's own thread only. */
    private long reportAt;

    private long sweepAt;

    /**
     * Prepares; nothing is sent before {@link #start}.
     *
     * @param counters asked every ten seconds, for the server's list of verifiers
     * @throws IllegalArgumentException if the address may not be used
     */
    public RevocationFeed(FeedSettings settings, Http http, Surroundings around, Supplier<Counters> counters) {
        this(settings, http, around, counters, Downstream.NOBODY);
    }

    /**
     * Prepares to pass the log on.
     *
     * @param counters of all that are behind
     * @throws IllegalArgumentException if the address may not be used
     */
    public RevocationFeed(
            FeedSettings settings, Http http, Surroundings around, Supplier<Counters> counters, Downstream downstream) {
        var entries = new EntrySet(settings.maxEntries(), around.random().nextLong());
        var wire = new Wire(
                http,
                http.requireAllowed(settings.feed()),
                settings.key(),
                settings.declared(),
                settings.denylistSuffices());
        this.setup =
                new Setup(wire, new Holdings(entries, around.clocks()), around.clocks(), around.random(), downstream);
        this.letters = new Correspondence(setup, counters);
        this.streams = new Streams(setup, letters, announcer);
        this.reportAt = around.clocks().monoNanos() + REPORT_EVERY;
        this.sweepAt = around.clocks().monoNanos() + SWEEP_EVERY;
    }

    /**
     * The world around a feed.
     *
     * @param random for pauses, and for the secret of the entries' hash; must be thread-safe
     */
    public record Surroundings(Clocks clocks, RandomGenerator random) {}

    /** Begins to follow the log; returns at once. To be called once. */
    public void start() {
        daemon("ripcord-feed", this::run).start();
    }

    private void run() {
        try {
            while (!streams.isClosed()) {
                step();
                streams.await(streams.isSettled() ? SETTLED_TICK_MILLIS : TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What fails for want of memory is tried again: without this thread the copy would be stale for good. */
    private void step() {
        try {
            streams.step();
            tellHeldKeys();
            doWhatIsDue(setup.clocks().monoNanos());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.WARNING, "feed not looked after, trying again", e);
        }
    }

    private void doWhatIsDue(long now) {
        if (now - reportAt >= 0) {
            reportAt = now + REPORT_EVERY;
            letters.report();
        }
        if (now - sweepAt >= 0) {
            sweepAt = now + SWEEP_EVERY;
            setup.holdings().dropEnded();
        }
    }

    /** Who has no stream now hears of the keys again with the next one. */
    private void tellHeldKeys() {
        for (var part : held.take()) {
            streams.subscriptions().forEach(subscription -> letters.holds(subscription, part));
        }
    }

    /**
     * Lets the server know that this verifier holds these keys of a tenant, or has no use for any: nobody needs to wait
     * for it before they sign. To be called on each event about keys, once they are in use.
     */
    public void holdsKeys(String tenant, Collection<String> keyIds) {
        held.add(tenant, keyIds);
    }

    /** How fresh the copy is now. To be taken before entries are looked up. */
    public Evidence evidence() {
        return setup.holdings().evidence();
    }

    /** The live entries: always the same set, which changes. */
    public EntrySet entries() {
        return setup.holdings().entries();
    }

    /**
     * Waits for the first evidence.
     *
     * @return whether there is any
     */
    public boolean awaitEvidence(Duration longest) throws InterruptedException {
        return setup.holdings().awaitEvidence(longest);
    }

    /** Tells about entries after they are in use, on a thread of its own, for each listener in order. */
    public void onEntries(Consumer<Batch> listener) {
        announcer.add(listener);
    }

    /** Tells about keys, also on each reconnect. The listener must not wait for anything. */
    public void onKeys(Consumer<KeyNews> listener) {
        announcer.addForKeys(listener);
    }

    /** Reports for the last time, tells the server that nobody needs to wait for this verifier, and ends the streams. */
    @Override
    public void close() {
        var told = streams.close();
        try {
            told.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The server finds out by itself, as it does when a process is killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        announcer.close();
    }

    /**
     * Ends the streams, and says nothing: whoever is behind may accept for a while what they were told last, and the
     * server goes on to wait for that.
     */
    public void abandon() {
        streams.abandon();
        announcer.close();
    }

    static Thread daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
