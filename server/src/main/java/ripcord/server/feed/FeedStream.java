package ripcord.server.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.Slice;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;

/// One stream to one verifier. It runs on the thread of its connection, which it keeps until the stream ends. Everybody
/// else only wakes it, except for a [Round], whose runner does a step while that thread waits.
public final class FeedStream implements AutoCloseable {
    /// As fine as times are told: two that are nearer may be told the wrong way round.
    private static final long PRECISION = 1_000;

    private final FeedStreams streams;
    private final FeedStreams.Parts parts;
    private final Subscription subscription;
    private final Terms terms;
    private final String logId;
    private final long beatNanos;
    private final int beatSteps;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Set<TenantId> keysChanged = ConcurrentHashMap.newKeySet();
    private final Turn turn = new Turn();
    private volatile boolean woken;
    private volatile Ending ending = Ending.NONE;

    /// When the write that is going on has taken too long; the clock's end if none is.
    private volatile long writeUntil = Long.MAX_VALUE;

    /// Whether the last step took so long that the next one is not to hold up others.
    private volatile boolean slow;

    /// What a runner met, for the stream's own thread to tell of.
    private volatile @Nullable Throwable fault;

    /// Where it is written. Only who has the turn touches these four.
    private @Nullable OutputStream to;

    /// Up to where everything was sent.
    private long sent;

    /// The step at which the next heartbeat is due.
    private long due;

    /// When the verifier's request had arrived, by the monotonic clock.
    private long opened;

    private record Asked(
            String confirmation, long seq, @Nullable TenantId tenant) {}

    FeedStream(FeedStreams streams, FeedStreams.Parts parts, Subscription subscription) {
        this.streams = streams;
        this.parts = parts;
        this.subscription = subscription;
        this.terms = parts.demands().terms(scope());
        this.logId = terms.logId(parts.log().logId(), scope());
        this.beatNanos = Bounds.beat(subscription.declared().maxStaleness(), terms.bound())
                .toNanos();
        this.beatSteps = Beats.steps(beatNanos);
    }

    Subscription subscription() {
        return subscription;
    }

    FeedScope scope() {
        return subscription.declared().scope();
    }

    /// How a stream begins.
    ///
    /// @param arrived     the monotonic clock when the request had arrived
    /// @param lastEventId what the verifier says it has; empty text if nothing
    public record Start(long arrived, String lastEventId) {}

    /// Sends, until the verifier or the server leaves, and then closes `out`.
    ///
    /// @param out flushed after each event; not closed if the connection broke
    /// @throws IOException if the connection broke, or must be broken
    public void run(OutputStream out, Start start) throws IOException {
        turn.begin();
        try {
            to = new CountedOutput(out, streams::sent);
            write(to, start);
        } finally {
            end(Ending.CLOSED);
            turn.give();
        }
    }

    private void write(OutputStream out, Start start) throws IOException {
        if (ending != Ending.CUT) {
            begin(out, start);
        }
        while (ending == Ending.NONE) {
            step(out);
            await();
        }
        if (ending == Ending.CUT) {
            throw cut(fault);
        }
        if (ending == Ending.BYE) {
            // What was appended before the goodbye is not left for a reconnect that may never come.
            step(out);
            send(out, parts.frames().bye(streams.retryMillis()), parts.limits().write());
        }
        finish(out);
    }

    private static IOException cut(@Nullable Throwable fault) {
        return switch (fault) {
            case RuntimeException unexpected -> throw unexpected;
            case Error error -> throw error;
            case null, default -> new IOException("stream cut", fault);
        };
    }

    private void begin(OutputStream out, Start start) throws IOException {
        var hello = new JsonText()
                .put("subscription", subscription.id())
                .putJson("mono", Monotonic.ceiling(start.arrived, parts.origin()))
                .putJson("heartbeat_ms", Monotonic.floor(beatNanos, 0))
                .put("max_staleness_ms", terms.bound().toMillis())
                .put("strategy", terms.strategy().wireName())
                .put(
                        "at",
                        parts.clocks()
                                .wall()
                                .instant()
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString());
        send(out, Frames.hello(hello, logId), parts.limits().write());
        opened = start.arrived;
        for (var tenant : parts.rings().tenants(scope())) {
            sendKeys(out, tenant);
        }
        var missed = missed(start.lastEventId);
        if (missed == null) {
            var snapshot = parts.snapshots().of(scope(), terms);
            send(out, snapshot::write, parts.limits().snapshot());
            sent = snapshot.position();
        } else {
            // Also when nothing was missed: it says that the stream goes on from there.
            send(out, parts.frames().entries(logId, missed), parts.limits().snapshot());
            sent = missed.position();
        }
        // A policy that changed since the stream was opened is no news to it any more.
        endIfTermsChanged();
    }

    /// What came after the event that the verifier saw last; null if that cannot be said.
    private @Nullable Slice missed(String lastEventId) {
        var prefix = logId + ':';
        if (!lastEventId.startsWith(prefix)) {
            return null;
        }
        try {
            long seen = Long.parseLong(lastEventId.substring(prefix.length()));
            long head = parts.log().position();
            var slice = after(seen);
            // Asked after the entries were taken: none of those was dropped before.
            return seen >= parts.log().live().keptSince() && seen <= head ? slice : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Slice after(long seq) {
        return terms.select(Snapshots.after(parts.log().live(), scope(), seq));
    }

    /// Does what is due in place of the stream's own thread. That is woken where it must do so itself: it is at work,
    /// or might be for long, or the stream is to end.
    void stepInPlace() {
        if (slow || !turn.tryTake()) {
            wake();
            return;
        }
        try {
            if (to != null && ending == Ending.NONE) {
                step(to);
            }
        } catch (IOException | RuntimeException | Error e) {
            fault = e;
            ending = Ending.CUT;
        } finally {
            turn.giveBack();
        }
        if (ending != Ending.NONE) {
            wake();
        }
    }

    private void step(OutputStream out) throws IOException {
        long begun = parts.clocks().monotonic().now();
        sendAll(out);
        slow = parts.clocks().monotonic().now() - begun > Beats.STEP.toNanos();
    }

    private void sendAll(OutputStream out) throws IOException {
        // Before the entries are looked at: they are as new as that at least.
        var now = parts.beats().reading(opened + PRECISION);
        var slice = after(sent);
        if (!slice.entries().isEmpty()) {
            send(out, parts.frames().entries(logId, slice), parts.limits().write());
        }
        sent = slice.position();
        sendChangedKeys(out);
        sendAsked(out);
        if (parts.beats().isReached(due)) {
            beat(out, now);
        }
        endIfTermsChanged(slice);
    }

    private void beat(OutputStream out, Beats.Reading now) throws IOException {
        if (now.read() - opened < PRECISION) {
            // What is known is older than the stream, and no evidence for it: look again in a moment.
            due = parts.beats().in(1, this);
            return;
        }
        due = parts.beats().in(beatSteps, this);
        var read = Monotonic.floor(now.read(), parts.origin());
        send(out, parts.frames().heartbeat(sent, read, now.at()), parts.limits().write());
        endIfKeyHas();
    }

    private void sendAsked(OutputStream out) throws IOException {
        Asked next = asked.peek();
        while (next != null && next.seq <= sent) {
            asked.remove();
            send(
                    out,
                    parts.frames().confirm(next.confirmation, next.seq, next.tenant),
                    parts.limits().write());
            next = asked.peek();
        }
    }

    private void sendChangedKeys(OutputStream out) throws IOException {
        for (var tenant : List.copyOf(keysChanged)) {
            keysChanged.remove(tenant);
            sendKeys(out, tenant);
        }
    }

    private void sendKeys(OutputStream out, TenantId tenant) throws IOException {
        var keys = parts.rings().named(tenant);
        send(out, parts.frames().keys(tenant, keys), parts.limits().write());
    }

    private void endIfKeyHas() {
        var end = subscription.declared().keyEndsAt();
        if (end != null && !parts.clocks().wall().instant().isBefore(end)) {
            ending = Ending.CUT;
        }
    }

    /// They are said in `hello` only: others need another stream.
    private void endIfTermsChanged(Slice slice) {
        boolean policyChanged = slice.entries().stream().anyMatch(FeedStream::isPolicyChange);
        if (policyChanged) {
            endIfTermsChanged();
        }
    }

    /// Says `bye` if something else is wanted than when it began.
    void endIfTermsChanged() {
        if (ending == Ending.NONE && !parts.demands().terms(scope()).equals(terms)) {
            end(Ending.BYE);
        }
    }

    private static boolean isPolicyChange(Entry entry) {
        return entry.type() == TargetType.TENANT && entry.effect() == Effect.INVALIDATE;
    }

    private void send(OutputStream out, byte[] frame, Duration limit) throws IOException {
        send(out, to -> to.write(frame), limit);
    }

    /// Writes one event.
    @FunctionalInterface
    private interface Frame {
        void write(OutputStream out) throws IOException;
    }

    private void send(OutputStream out, Frame frame, Duration limit) throws IOException {
        writeUntil = parts.clocks().monotonic().now() + limit.toNanos();
        frame.write(out);
        out.flush();
        writeUntil = Long.MAX_VALUE;
    }

    /// That takes some bytes too, and they may be the ones for which there is no room.
    private void finish(OutputStream out) throws IOException {
        writeUntil = parts.clocks().monotonic().now() + parts.limits().write().toNanos();
        out.close();
        writeUntil = Long.MAX_VALUE;
    }

    private void await() {
        turn.give();
        try {
            park();
        } finally {
            turn.resume();
        }
    }

    private void park() {
        while (!takeWake() && ending == Ending.NONE) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                cut();
            }
        }
    }

    /// Whether it was woken since this was asked last. Only the stream's own thread asks: what comes after that wakes
    /// it again.
    boolean takeWake() {
        if (!woken) {
            return false;
        }
        woken = false;
        return true;
    }

    /// There may be something new.
    void wake() {
        woken = true;
        turn.wakeOwn();
    }

    void ask(String confirmation, long seq, @Nullable TenantId tenant) {
        asked.add(new Asked(confirmation, seq, tenant));
        wake();
    }

    void keysChanged(TenantId tenant) {
        keysChanged.add(tenant);
        wake();
    }

    /// The verifier has left.
    void leave() {
        end(Ending.CLOSED);
    }

    /// The server goes.
    void sayBye() {
        end(Ending.BYE);
    }

    private void end(Ending how) {
        if (ending == Ending.NONE) {
            ending = how;
            wake();
        }
    }

    /// Ends it where it is, also in the middle of a write.
    void cut() {
        ending = Ending.CUT;
        turn.interrupt();
    }

    void cutIfSlow(long nowNanos) {
        if (nowNanos > writeUntil) {
            streams.slow(this);
            cut();
        }
    }

    /// The connection is gone, or about to go. Must run on the thread that ran the stream, or instead of running it.
    @Override
    public void close() {
        turn.leave();
        streams.ended(this);
    }
}
