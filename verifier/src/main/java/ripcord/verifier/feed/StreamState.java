package ripcord.verifier.feed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One stream, from its first event on: believes nothing that is out of order, applies entries, and derives evidence only
 * from what is applied. Used by one thread, but for {@link #position}.
 */
final class StreamState implements FeedEvents {
    private static final int CHUNK = 4096;
    private static final int MOST_ASKED = 1024;

    private final Opening opening;
    private final Clocks clocks;
    private final Holdings holdings;
    private final Follower follower;
    private final List<ConfirmAsked> asked = new ArrayList<>();
    private final Set<String> named = new HashSet<>();
    /** Those that were named, as evidence has them. */
    private Set<String> tenants = Set.of();

    private List<Entry> news = new ArrayList<>();
    private List<Entry> all = new ArrayList<>();

    private @Nullable Hello hello;
    private @Nullable Anchor anchor;
    private volatile @Nullable Position position;
    private long seq;
    private long at;
    private long read;
    private long ahead;
    private boolean inSnapshot;
    private long highest;

    StreamState(Opening opening, Clocks clocks, Holdings holdings, Follower follower) {
        this.opening = opening;
        this.clocks = clocks;
        this.holdings = holdings;
        this.follower = follower;
    }

    /** Up to where this stream's log is held; empty as long as it has not caught up. */
    @Nullable
    Position position() {
        return position;
    }

    @Override
    public void hello(Hello first) {
        if (hello != null) {
            throw new FeedException("hello: came twice");
        }
        hello = first;
        anchor = new Anchor(opening.sent(), first, Moment.now(clocks));
        at = first.atMillis();
        follower.greeted(first);
    }

    @Override
    public void entriesBegin(boolean snapshot) {
        Hello first = greeted("entries");
        if (snapshot && position != null) {
            throw new FeedException("snapshot: came after entries");
        }
        if (!snapshot && position == null) {
            seq = resumedAt(first, "entries");
        }
        inSnapshot = snapshot;
        all = new ArrayList<>();
        highest = snapshot ? 0 : seq;
    }

    /** Without a snapshot, the server has gone on from the position that it was asked to go on from. */
    private long resumedAt(Hello first, String event) {
        Position resume = opening.resume();
        if (resume == null || !resume.log().equals(first.log())) {
            throw new FeedException(event + ": came before the snapshot");
        }
        return resume.seq();
    }

    @Override
    public void entry(Entry entry) {
        if (!inSnapshot && entry.seq() <= highest) {
            throw new FeedException("entries: " + entry.seq() + " came after " + highest);
        }
        highest = Math.max(highest, entry.seq());
        if (follower.passesOn()) {
            all.add(entry);
        }
        if (holdings.add(entry, at)) {
            news.add(entry);
        }
        if (news.size() == CHUNK) {
            tell();
        }
    }

    @Override
    public void entriesEnd(long end) {
        Hello first = greeted("entries");
        tell();
        if (end < highest) {
            throw new FeedException("entries: reach " + highest + ", the event says " + end);
        }
        if (inSnapshot) {
            refuseToGoBack(first, end);
        }
        if (follower.passesOn()) {
            follower.applied(first.log(), all, end);
            all = List.of();
        }
        reach(first, end);
    }

    /** Somebody who was asked to go on from a position, and is not there yet, has lost entries that are held here. */
    private void refuseToGoBack(Hello first, long end) {
        Position resume = opening.resume();
        if (resume != null && resume.log().equals(first.log()) && end < resume.seq()) {
            throw new FeedException("snapshot: reaches " + end + ", " + resume.seq() + " was seen in the same log");
        }
    }

    private void tell() {
        if (!news.isEmpty()) {
            List<Entry> told = news;
            news = new ArrayList<>();
            follower.learned(told);
        }
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        Hello first = greeted("heartbeat");
        if (position == null) {
            seq = resumedAt(first, "heartbeat");
        }
        if (heartbeat.seq() < seq) {
            throw new FeedException("heartbeat: " + heartbeat.seq() + " came after " + seq);
        }
        if (heartbeat.readMicros() < read) {
            throw new FeedException("heartbeat: read before the one before");
        }
        read = heartbeat.readMicros();
        at = heartbeat.atMillis();
        Evidence evidence = evidence(heartbeat.seq());
        if (follower.passesOn() && heartbeat.seq() > seq) {
            // What others than those who are followed here wrote has a position too, and somebody may wait for it.
            follower.applied(first.log(), List.of(), heartbeat.seq());
        }
        reach(first, heartbeat.seq());
        follower.fresh(evidence);
    }

    private Evidence evidence(long end) {
        Anchor begun = Objects.requireNonNull(anchor);
        Moment now = Moment.now(clocks);
        ahead = Math.max(ahead, now.aheadSince(begun.sent()));
        if (tenants.size() != named.size()) {
            // Not at each name: a relay's stream has thousands.
            tenants = Set.copyOf(named);
        }
        var evidence = new Evidence(begun, begun.advanced(read), ahead, end, tenants);
        if (evidence.staleness(now) < 0) {
            throw new FeedException("heartbeat: the server's clock runs faster than time");
        }
        return evidence;
    }

    private void reach(Hello first, long end) {
        boolean caughtUp = position == null;
        seq = end;
        position = new Position(first.log(), end);
        if (caughtUp) {
            follower.caughtUp();
        }
        confirm();
    }

    @Override
    public void confirm(ConfirmAsked question) {
        greeted("confirm");
        if (asked.size() == MOST_ASKED) {
            throw new FeedException("confirm: more than " + MOST_ASKED + " are waiting");
        }
        asked.add(question);
        confirm();
    }

    private void confirm() {
        if (position == null) {
            return;
        }
        for (Iterator<ConfirmAsked> it = asked.iterator(); it.hasNext(); ) {
            ConfirmAsked question = it.next();
            if (question.seq() <= seq) {
                it.remove();
                follower.confirmed(question);
            }
        }
    }

    @Override
    public void keys(KeyNews keyNews) {
        greeted("keys");
        named.add(keyNews.tenant());
        follower.keys(keyNews);
    }

    @Override
    public void bye(long retryMillis) {
        follower.bye(retryMillis);
    }

    private Hello greeted(String event) {
        if (hello == null) {
            throw new FeedException(event + ": came before hello");
        }
        return hello;
    }
}
