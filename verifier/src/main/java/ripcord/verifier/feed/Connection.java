package ripcord.verifier.feed;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.Fault;

/** One stream, from the request to its end. Runs once, on a thread of its own; others may ask how it is, and cut it. */
final class Connection implements Runnable, Follower {
    /** Who runs the connections. Told on the connection's thread. */
    interface Owner {
        /** It has caught up, and given evidence; each time that it does. */
        void fresh(Connection connection);

        void learned(Connection connection, List<Entry> news);

        void confirmed(Connection connection, ConfirmAsked asked);

        void keys(KeyNews news);

        void ended(Connection connection, Ending ending);
    }

    /**
     * How well a stream is anchored. What the request took to arrive makes all evidence of the stream that much staler;
     * it may have taken long only once, because the server was frozen or a network new.
     */
    enum Anchoring {
        UNKNOWN,
        GOOD,
        POOR
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_OPENING = 10_000_000_000L;
    private static final long LEAST_QUIET = 1_000_000_000;
    private static final int HEARTBEATS = 3;
    private static final long LONGEST_EVENT = 300_000_000_000L;
    private static final int TOLERABLE_SHARE = 4;

    private final Wire wire;
    private final Holdings holdings;
    private final Clocks clocks;
    private final Downstream downstream;
    private final Owner owner;
    private final @Nullable Position resume;

    private volatile @Nullable CompletableFuture<?> request;
    private volatile @Nullable InputStream body;
    private volatile @Nullable StreamState state;
    private volatile @Nullable Hello hello;
    private volatile @Nullable String cutBecause;
    private volatile Moment begun;
    private volatile long lastByte;
    private volatile long lastEvent;
    private volatile Anchoring anchoring = Anchoring.UNKNOWN;
    private volatile Evidence latest = Evidence.NONE;
    private long roundTrip;
    private @Nullable Ending bye;

    Connection(Setup setup, Owner owner, @Nullable Position resume) {
        this.wire = setup.wire();
        this.holdings = setup.holdings();
        this.clocks = setup.clocks();
        this.downstream = setup.downstream();
        this.owner = owner;
        this.resume = resume;
        this.begun = Moment.now(clocks);
    }

    @Override
    public void run() {
        Ending ending = Ending.of("the stream's thread failed");
        try {
            ending = follow();
        } finally {
            String cut = cutBecause;
            owner.ended(this, cut == null ? ending : Ending.of(cut));
        }
    }

    private Ending follow() {
        try {
            return follow(open());
        } catch (FeedException e) {
            return new Ending(String.valueOf(e.getMessage()), 0, true);
        } catch (IOException | RuntimeException e) {
            return Ending.of(Fault.inWords(e));
        } catch (ExecutionException e) {
            return Ending.of(Fault.inWords(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ending.of("interrupted");
        }
    }

    /** The clocks are noted before the request is sent: what the server then says can only be younger. */
    private HttpResponse<InputStream> open() throws ExecutionException, InterruptedException {
        begun = Moment.now(clocks);
        var sent = wire.open(resume);
        request = sent;
        if (cutBecause != null) {
            sent.cancel(true);
        }
        return sent.get();
    }

    private Ending follow(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            body = in;
            if (cutBecause != null) {
                return Ending.of("cut");
            }
            return isStream(response) ? read(in) : refused(response);
        }
    }

    private static boolean isStream(HttpResponse<?> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return response.statusCode() == 200 && type.startsWith("text/event-stream");
    }

    private static Ending refused(HttpResponse<?> response) {
        long wish = Math.min(60_000, Answer.retryAfterMillis(response.headers()).orElse(0));
        return new Ending("the server answered " + response.statusCode() + advice(response.statusCode()), wish, false);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> ": is the API key still there?";
            case 403 -> ": has the API key the right feed for this tenant?";
            case 404 -> ": is there such a tenant?";
            case 409 -> ": has the tenant's policy another revocation strategy than this verifier?";
            default -> "";
        };
    }

    private Ending read(InputStream in) throws IOException {
        var following = new StreamState(new Opening(begun, resume), clocks, holdings, this);
        state = following;
        lastByte = clocks.monoNanos();
        lastEvent = lastByte;
        var reader = new FeedReader(new SseStream(in, () -> lastByte = clocks.monoNanos()), following);
        while (bye == null && reader.readNext()) {
            lastEvent = clocks.monoNanos();
        }
        return bye != null ? bye : Ending.of("the server closed the stream");
    }

    // Asked by other threads.

    /** Ends this stream soon. */
    void cut(String why) {
        cutBecause = why;
        var sent = request;
        if (sent != null) {
            sent.cancel(true);
        }
        InputStream in = body;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // It is being thrown away, and there is nothing in it that one would miss.
            }
        }
    }

    /** Why the stream should be cut, if it should. */
    @Nullable
    String complaint() {
        long now = clocks.monoNanos();
        Hello first = hello;
        if (first == null) {
            return now - begun.mono() > LONGEST_OPENING ? "the server did not begin the stream" : null;
        }
        long quiet = HEARTBEATS * first.heartbeatMillis() * NANOS_PER_MILLI;
        if (now - lastByte > Math.max(LEAST_QUIET, quiet)) {
            return "no heartbeat";
        }
        return lastByte - lastEvent > Math.max(LONGEST_EVENT, quiet) ? "an event without an end" : null;
    }

    /** Time since the request, by either clock. */
    long age() {
        Moment now = Moment.now(clocks);
        return Math.max(now.monoSince(begun), now.wallSince(begun));
    }

    /** By how much the two clocks have parted since the request. */
    long parted() {
        return Math.abs(Moment.now(clocks).aheadSince(begun));
    }

    Anchoring anchoring() {
        return anchoring;
    }

    /** Whether of all evidence that there is, what this stream gave last is the freshest. */
    boolean isFreshest() {
        return holdings.evidence() == latest && latest != Evidence.NONE;
    }

    @Nullable
    Position position() {
        StreamState following = state;
        return following == null ? null : following.position();
    }

    /** As the server calls it, once it did. */
    @Nullable
    String subscription() {
        Hello first = hello;
        return first == null ? null : first.subscription();
    }

    // Told by the stream.

    @Override
    public void greeted(Hello first) {
        wire.requireWhole(first);
        roundTrip = age();
        downstream.begun(first.log(), first.maxStalenessMillis());
        hello = first;
    }

    @Override
    public boolean passesOn() {
        return downstream.isAnybody();
    }

    @Override
    public void applied(String log, List<Entry> entries, long seq) {
        downstream.applied(log, entries, seq);
    }

    @Override
    public void learned(List<Entry> news) {
        owner.learned(this, news);
    }

    /** Evidence follows, and is what counts. */
    @Override
    public void caughtUp() {}

    @Override
    public void fresh(Evidence evidence) {
        long tolerable = Math.min(wire.declared().maxStaleness().toMillis(), evidence.maxStalenessMillis())
                * NANOS_PER_MILLI
                / TOLERABLE_SHARE;
        boolean late = evidence.staleness(Moment.now(clocks)) > tolerable;
        anchoring = late && roundTrip > tolerable ? Anchoring.POOR : Anchoring.GOOD;
        latest = evidence;
        holdings.offer(evidence);
        Hello first = hello;
        if (first != null) {
            downstream.fresh(first.log(), evidence);
        }
        owner.fresh(this);
    }

    @Override
    public void confirmed(ConfirmAsked asked) {
        owner.confirmed(this, asked);
    }

    @Override
    public void keys(KeyNews news) {
        owner.keys(news);
    }

    @Override
    public void bye(long retryMillis) {
        bye = new Ending("the server is leaving", retryMillis, false);
    }
}
