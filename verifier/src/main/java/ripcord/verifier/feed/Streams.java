package ripcord.verifier.feed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.feed.Connection.Anchoring;

/**
 * Keeps one stream open, and replaces it in time: the next one is opened beside it, and only when that has caught up and
 * given evidence is the former ended. Thread-safe.
 *
 * <p>Nobody is told that the former is over before the evidence of its successor is the freshest there is. The two may
 * be served by different relays: whoever serves the successor is waited for by what is upstream, and for long enough
 * exactly if nothing fresher than its own evidence is relied on.
 */
final class Streams implements Connection.Owner {
    private static final Logger LOG = System.getLogger("ripcord.verifier.feed");
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long ANCHOR_LASTS = 600_000_000_000L;
    private static final long CLOCKS_MAY_PART = 1_000_000_000L;
    private static final long PROVEN = 10_000_000_000L;
    private static final long SPREAD = 1_000_000_000L;
    private static final int MOST_LOST = 32;
    private static final long GOODBYE_MILLIS = 1_000;

    private final Setup setup;
    private final Correspondence letters;
    private final Announcer announcer;
    private final Backoff backoff;
    private final Patience patience;

    private final Semaphore happened = new Semaphore(0);
    private final List<String> lost = new ArrayList<>();
    private @Nullable Connection current;
    private @Nullable Connection opening;
    private @Nullable Connection replaced;
    private @Nullable Connection outdated;
    private @Nullable Position position;
    private long retryAt;
    private boolean snapshotNext;
    private boolean unsettled;
    private boolean complained;
    private boolean closed;

    Streams(Setup setup, Correspondence letters, Announcer announcer) {
        this.setup = setup;
        this.letters = letters;
        this.announcer = announcer;
        this.backoff = new Backoff(setup.random());
        this.patience = new Patience(setup.clocks());
        this.retryAt = setup.clocks().monoNanos();
    }

    /** Looks at the clocks, and does what is due. */
    void step() {
        cutIfDue(current());
        cutIfDue(opening());
        openIfDue();
    }

    private synchronized @Nullable Connection current() {
        return current;
    }

    private synchronized @Nullable Connection opening() {
        return opening;
    }

    private static void cutIfDue(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        String complaint = connection.complaint();
        if (complaint != null) {
            connection.cut(complaint);
        }
    }

    private synchronized void openIfDue() {
        boolean wanted = opening == null && (current == null || needsReplacement(current));
        if (closed || !wanted || setup.clocks().monoNanos() - retryAt < 0) {
            return;
        }
        if (current != null && current.anchoring() == Anchoring.POOR) {
            patience.next();
        }
        Connection next = new Connection(setup, this, snapshotNext ? null : held());
        // In this order: when there is no memory for a thread, the next step tries again.
        RevocationFeed.daemon("ripcord-feed-stream", next).start();
        opening = next;
    }

    private boolean needsReplacement(Connection connection) {
        if (connection.anchoring() == Anchoring.GOOD) {
            patience.reset();
        }
        return connection == outdated
                || connection.age() >= ANCHOR_LASTS
                || connection.parted() > CLOCKS_MAY_PART
                || (connection.anchoring() == Anchoring.POOR && patience.isOver());
    }

    private @Nullable Position held() {
        return current == null ? position : current.position();
    }

    @Override
    public void fresh(Connection connection) {
        Connection former = succeed(connection);
        if (former != null) {
            former.cut("replaced");
        }
        settle();
    }

    /** What a stream replaces that has caught up and given evidence. */
    private synchronized @Nullable Connection succeed(Connection connection) {
        if (connection != opening || closed) {
            return null;
        }
        LOG.log(Level.DEBUG, "feed caught up subscription={0}", connection.subscription());
        Connection former = current;
        if (former != null) {
            lose(former);
            replaced = former;
        }
        current = connection;
        opening = null;
        snapshotNext = false;
        complained = false;
        unsettled = true;
        return former;
    }

    /** Tells that all streams before are over, if none of them can, or did, prove more than this one. */
    private void settle() {
        List<String> over;
        String subscription;
        synchronized (this) {
            if (closed || !unsettled || replaced != null || current == null || !current.isFreshest()) {
                return;
            }
            unsettled = false;
            over = List.copyOf(lost);
            lost.clear();
            subscription = current.subscription();
        }
        var unused = letters.turn(subscription, over);
    }

    /** The subscriptions that nobody needs to wait for any more, when this follower leaves. */
    private List<String> over() {
        var over = new ArrayList<>(lost);
        lost.clear();
        for (Connection connection : new Connection[] {current, opening}) {
            if (connection != null && connection.subscription() != null) {
                over.add(connection.subscription());
            }
        }
        return over;
    }

    @Override
    public void ended(Connection connection, Ending ending) {
        if (isReplaced(connection)) {
            settle();
        } else if (isMissed(connection, ending)) {
            complain(ending);
            happened.release();
        }
    }

    /** From now on it proves nothing any more. */
    private synchronized boolean isReplaced(Connection connection) {
        if (connection != replaced) {
            return false;
        }
        replaced = null;
        return true;
    }

    private synchronized boolean isMissed(Connection connection, Ending ending) {
        if (connection != current && connection != opening) {
            return false;
        }
        lose(connection);
        snapshotNext |= ending.snapshotNext();
        if (connection == current && connection.age() > PROVEN) {
            backoff.reset();
        }
        Position reached = connection.position();
        if (reached != null && (connection == current || current == null)) {
            position = reached;
        }
        if (connection == current) {
            current = null;
        } else {
            opening = null;
        }
        retryAt = setup.clocks().monoNanos() + pause(ending);
        return true;
    }

    private void lose(Connection connection) {
        String subscription = connection.subscription();
        if (subscription != null && lost.size() < MOST_LOST) {
            lost.add(subscription);
        }
    }

    private long pause(Ending ending) {
        long wished = ending.retryMillis() * NANOS_PER_MILLI;
        return Math.max(backoff.next(), wished + setup.random().nextLong(wished / 8 + 1));
    }

    /** Once until it works again: what is tried many times a minute would fill the log. */
    private void complain(Ending ending) {
        boolean first;
        synchronized (this) {
            first = !complained && !closed;
            complained = true;
        }
        LOG.log(first ? Level.WARNING : Level.DEBUG, "feed lost, trying again why=\"{0}\"", ending.why());
    }

    @Override
    public void learned(Connection connection, List<Entry> news) {
        announcer.announce(news);
        if (news.stream().anyMatch(Streams::changesPolicy)) {
            replaceSoon(connection);
        }
    }

    /** A policy is told at the beginning of a stream only. */
    private static boolean changesPolicy(Entry entry) {
        return entry.type() == TargetType.TENANT && entry.effect() == Effect.INVALIDATE;
    }

    /** Not at once, because every other verifier of the tenant does the same. */
    private synchronized void replaceSoon(Connection connection) {
        boolean begun = connection == current || (connection == opening && connection.position() != null);
        if (begun && connection != outdated) {
            outdated = connection;
            retryAt = setup.clocks().monoNanos() + setup.random().nextLong(SPREAD);
        }
    }

    @Override
    public void confirmed(Connection connection, ConfirmAsked asked) {
        letters.confirm(Objects.requireNonNull(connection.subscription()), asked);
    }

    @Override
    public void keys(KeyNews news) {
        announcer.announce(news);
    }

    /** What the server calls the streams that are open. */
    synchronized List<String> subscriptions() {
        var open = new ArrayList<String>();
        for (Connection connection : new Connection[] {current, opening}) {
            if (connection != null && connection.subscription() != null) {
                open.add(connection.subscription());
            }
        }
        return open;
    }

    /** Waits until something has happened, at most so long. */
    void await(long millis) throws InterruptedException {
        if (happened.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            happened.drainPermits();
        }
    }

    /** Whether there is a stream, and no other is sought or opened. */
    synchronized boolean isSettled() {
        return current != null && opening == null && current != outdated;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends all streams; done when the server knows that this verifier leaves, or has not answered for a second. */
    CompletableFuture<?> close() {
        return end(false);
    }

    /** Ends all streams. The server goes on to wait for this follower, until its acceptance time is over. */
    void abandon() {
        var unused = end(true);
    }

    private CompletableFuture<?> end(boolean silently) {
        List<Connection> open = new ArrayList<>();
        List<String> over;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(null);
            }
            closed = true;
            over = over();
            for (Connection connection : new Connection[] {current, opening}) {
                if (connection != null) {
                    open.add(connection);
                }
            }
        }
        happened.release();
        if (silently) {
            open.forEach(connection -> connection.cut("closed"));
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<?> told = letters.turn(null, over).orTimeout(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        return told.whenComplete((done, fault) -> open.forEach(connection -> connection.cut("closed")));
    }
}
