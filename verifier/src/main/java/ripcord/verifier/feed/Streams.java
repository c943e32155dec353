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
 * Keeps one stream open, and replaces it in time: the next one is opened beside it, and only when that has caught up is
 * the former closed. Thread-safe.
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
    private @Nullable Position position;
    private long retryAt;
    private boolean snapshotNext;
    private boolean replacementWanted;
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
        return replacementWanted
                || connection.age() >= ANCHOR_LASTS
                || connection.parted() > CLOCKS_MAY_PART
                || (connection.anchoring() == Anchoring.POOR && patience.isOver());
    }

    private @Nullable Position held() {
        return current == null ? position : current.position();
    }

    @Override
    public void caughtUp(Connection connection) {
        List<String> over;
        Connection former;
        synchronized (this) {
            if (connection != opening || closed) {
                return;
            }
            former = current;
            over = over(former);
            current = connection;
            opening = null;
            snapshotNext = false;
            replacementWanted = false;
            complained = false;
        }
        LOG.log(Level.DEBUG, "feed caught up subscription={0}", connection.subscription());
        var unused = letters.turn(connection.subscription(), over);
        if (former != null) {
            former.cut("replaced");
        }
    }

    /** The subscriptions that nobody needs to wait for any more, now that another stream has caught up. */
    private List<String> over(@Nullable Connection former) {
        var over = new ArrayList<>(lost);
        lost.clear();
        if (former != null && former.subscription() != null) {
            over.add(former.subscription());
        }
        return over;
    }

    @Override
    public void ended(Connection connection, Ending ending) {
        synchronized (this) {
            if (connection != current && connection != opening) {
                return;
            }
            lose(connection);
            snapshotNext |= ending.snapshotNext();
            if (connection == current && connection.age() > PROVEN) {
                backoff.reset();
            }
            if (connection == current) {
                position = connection.position();
                current = null;
            } else {
                opening = null;
            }
            retryAt = setup.clocks().monoNanos() + pause(ending);
        }
        complain(ending);
        happened.release();
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
        if (connection == current && !replacementWanted) {
            replacementWanted = true;
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
            over = over(current);
            for (Connection connection : new Connection[] {current, opening}) {
                if (connection != null) {
                    open.add(connection);
                }
            }
            if (opening != null && opening.subscription() != null) {
                over.add(opening.subscription());
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
