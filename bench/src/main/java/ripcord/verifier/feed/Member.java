package ripcord.verifier.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One subscriber of a [Crowd]: the verifier's own parser, stream state and entries, on a socket that somebody else
/// waits for. Used by the crowd's thread.
final class Member implements Follower, Chunks.Sink {
    /// What larger events hold is passed over: snapshots, and what has come together for one that only skims.
    private static final int LARGEST_EVENT = 1 << 16;
    /// For the one that reads all entries.
    private static final int LARGEST_READ = 1 << 22;

    private static final int ENOUGH_TO_SEE_SEQ = 256;
    private static final int MOST_ENTRIES = 1 << 20;
    private static final Pattern ID = Pattern.compile("\nid: ([^\n]*:([0-9]+))\n");
    private static final String ENTRIES = "event: entries\n";

    private final Crowd crowd;
    private final Holdings holdings;
    private final Backoff backoff;
    private byte[] kept = new byte[0];
    private long length;
    private byte beforeLast;
    private byte last;
    private Chunks chunks = new Chunks(this);
    private @Nullable SocketChannel channel;
    private @Nullable StreamState state;
    private @Nullable FeedReader reader;
    private @Nullable Hello hello;
    private boolean fresh;
    private long applied;
    private long lastSeq;
    private long lastNanos;

    Member(Crowd crowd) {
        this.crowd = crowd;
        this.holdings = new Holdings(new EntrySet(MOST_ENTRIES, crowd.random().nextLong(), 2), Clocks.SYSTEM);
        this.backoff = new Backoff(crowd.random());
    }

    EntrySet entries() {
        return holdings.entries();
    }

    /// How many entries it has learned of.
    long applied() {
        return applied;
    }

    /// Up to where it was sent entries while it only skimmed.
    long lastSeq() {
        return lastSeq;
    }

    /// When the last of them came.
    long lastNanos() {
        return lastNanos;
    }

    String subscription() {
        return hello == null ? "" : hello.subscription();
    }

    boolean isFresh() {
        return fresh;
    }

    void connect() throws IOException {
        var opened = SocketChannel.open();
        channel = opened;
        fresh = false;
        chunks = new Chunks(this);
        kept = new byte[0];
        length = 0;
        opened.configureBlocking(false);
        boolean done = opened.connect(crowd.server());
        opened.register(crowd.selector(), done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (done) {
            ask();
        }
    }

    void connected(SelectionKey key) throws IOException {
        try {
            if (connectedNow()) {
                key.interestOps(SelectionKey.OP_READ);
                ask();
            }
        } catch (IOException refused) {
            again(0);
        }
    }

    private boolean connectedNow() throws IOException {
        return channel != null && channel.finishConnect();
    }

    private void ask() throws IOException {
        state = new StreamState(new Opening(Moment.now(Clocks.SYSTEM), null), Clocks.SYSTEM, holdings, this);
        reader = new FeedReader(crowd.events(), state);
        if (channel != null && channel.write(ByteBuffer.wrap(crowd.request())) < crowd.request().length) {
            throw new IOException("the request did not fit into the socket");
        }
    }

    void readable(ByteBuffer buffer) throws IOException {
        var from = channel;
        if (from == null) {
            return;
        }
        try {
            buffer.clear();
            int count = from.read(buffer);
            if (count < 0) {
                again(0);
                return;
            }
            crowd.received(count);
            buffer.flip();
            chunks.accept(buffer);
        } catch (FeedException e) {
            throw e;
        } catch (IOException broken) {
            again(0);
        }
    }

    void close() throws IOException {
        var old = channel;
        channel = null;
        if (old != null) {
            old.close();
        }
    }

    private void again(int seconds) throws IOException {
        close();
        crowd.broken(fresh);
        fresh = false;
        // As verifiers do.
        long wished = TimeUnit.SECONDS.toNanos(seconds);
        crowd.later(this, Math.max(backoff.next(), wished + crowd.random().nextLong(wished / 8 + 1)));
    }

    @Override
    public boolean status(int status, int retrySeconds) {
        if (status == 200) {
            backoff.reset();
            return true;
        }
        crowd.refused(status);
        try {
            again(retrySeconds);
        } catch (IOException e) {
            throw new FeedException("socket did not close: " + e.getMessage());
        }
        return false;
    }

    @Override
    public void content(ByteBuffer bytes, boolean lastOfChunk) {
        if (channel == null) {
            return;
        }
        note(bytes);
        boolean ends = lastOfChunk && last == '\n' && beforeLast == '\n';
        if (length == 0 && ends) {
            readOrSkim(bytes);
            return;
        }
        keep(bytes);
        if (ends) {
            var whole = length <= largest() ? ByteBuffer.wrap(kept, 0, (int) length) : withoutEntries();
            length = 0;
            kept = new byte[0];
            readOrSkim(whole);
        }
    }

    private void readOrSkim(ByteBuffer event) {
        if (!crowd.isSkimming(this) || !skim(event)) {
            read(event);
        }
    }

    /// Notes how far an event of entries reaches.
    ///
    /// @return whether it was one
    private boolean skim(ByteBuffer event) {
        int count = Math.min(event.remaining(), ENOUGH_TO_SEE_SEQ);
        var head = new byte[count];
        event.get(event.position(), head);
        String text = new String(head, US_ASCII);
        var matcher = ID.matcher(text);
        if (!text.startsWith(ENTRIES) || !matcher.find()) {
            return false;
        }
        lastSeq = Long.parseLong(matcher.group(2));
        lastNanos = System.nanoTime();
        return true;
    }

    private void note(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (count > 0) {
            beforeLast = count > 1 ? bytes.get(bytes.limit() - 2) : last;
            last = bytes.get(bytes.limit() - 1);
        }
    }

    private void keep(ByteBuffer bytes) {
        int count = bytes.remaining();
        int largest = largest();
        int most = length + count <= largest ? largest : ENOUGH_TO_SEE_SEQ;
        int from = (int) Math.min(length, largest);
        int more = Math.max(0, Math.min(count, most - from));
        if (from + more > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(from + more, 2 * kept.length));
        }
        bytes.get(kept, from, more);
        length += count;
    }

    private int largest() {
        return crowd.isReadingAll(this) ? LARGEST_READ : LARGEST_EVENT;
    }

    private String beginning() {
        return new String(kept, 0, (int) Math.min(Math.min(length, kept.length), ENOUGH_TO_SEE_SEQ), US_ASCII);
    }

    /// The same event without its entries.
    private ByteBuffer withoutEntries() {
        var matcher = ID.matcher(beginning());
        if (!matcher.find()) {
            throw new FeedException("an event of " + length + " bytes without an id");
        }
        var event = "%sid: %s\ndata: {\"seq\":%s,\"entries\":[]}\n\n"
                .formatted(
                        beginning().startsWith(ENTRIES) ? ENTRIES : "event: snapshot\n",
                        matcher.group(1),
                        matcher.group(2));
        return ByteBuffer.wrap(event.getBytes(US_ASCII));
    }

    private void read(ByteBuffer events) {
        var reading = reader;
        if (reading != null) {
            crowd.read(reading, events);
        }
    }

    @Override
    public void greeted(Hello first) {
        hello = first;
    }

    @Override
    public void learned(List<Entry> news) {
        applied += news.size();
        crowd.learned(this, news);
    }

    @Override
    public void caughtUp() {
        // Fresh it is only by a heartbeat.
    }

    @Override
    public void fresh(Evidence evidence) {
        if (fresh) {
            crowd.wasStaleFor(holdings.evidence().staleness(Moment.now(Clocks.SYSTEM)));
        }
        holdings.offer(evidence);
        if (!fresh) {
            fresh = true;
            crowd.becameFresh();
        }
    }

    @Override
    public void confirmed(ConfirmAsked asked) {
        crowd.confirm(this, asked);
    }

    @Override
    public void keys(KeyNews news) {
        // Nobody verifies signatures here.
    }

    @Override
    public void bye(long retryMillis) {
        try {
            close();
        } catch (IOException e) {
            throw new FeedException("socket did not close: " + e.getMessage());
        }
        crowd.later(this, TimeUnit.MILLISECONDS.toNanos(retryMillis));
    }
}
