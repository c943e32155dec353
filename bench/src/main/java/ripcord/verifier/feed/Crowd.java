package ripcord.verifier.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Many subscribers on one thread, so that they leave the processor to the server that they measure. Each has a
/// socket, a stream state and entries of its own; one parser serves all in turn, as events come whole. What is
/// told of them are readings of the monotonic clock, which all processes of the machine share.
public final class Crowd {
    private static final int BUFFER = 1 << 18;
    private static final int CONNECTS = 64;

    private final InetSocketAddress server;
    private final byte[] request;
    private final Selector selector;
    private final Told told;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Handed handed = new Handed();
    private final SseStream events = new SseStream(handed, () -> {});
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Later> waiting = new PriorityQueue<>();
    private final List<Member> members = new ArrayList<>();
    private long[] times = new long[0];
    private int reached;
    private @Nullable Target watched;
    private @Nullable BiConsumer<Long, Long> recorder;

    private volatile int freshOnes;
    private volatile long bytes;
    private volatile long refusals;
    private volatile long breaks;
    private volatile long stalest;

    /// Who is told what has become of all of them.
    public interface Told {
        /// All have reached what was asked for: when each did.
        void all(long[] nanos);

        /// One was asked to confirm.
        void confirm(String subscription, String confirmation, long seq);
    }

    private record Later(long at, Member member) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return Long.compare(at, other.at);
        }
    }

    /// What one of them was sent, and has to be read now.
    private static final class Handed extends InputStream {
        private ByteBuffer content = ByteBuffer.allocate(0);

        @Override
        public int read() {
            return content.hasRemaining() ? content.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int from, int most) {
            int count = Math.min(most, content.remaining());
            content.get(to, from, count);
            return count == 0 ? -1 : count;
        }
    }

    /// @param request what opens a stream
    public Crowd(int port, byte[] request, Told told) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = request.clone();
        this.selector = Selector.open();
        this.told = told;
        Thread.ofPlatform().daemon().name("crowd").start(this::run);
    }

    // Asked by other threads.

    /// Opens so many streams more, at once. Told when all are fresh.
    public void open(int more) {
        run(() -> {
            for (int i = 0; i < more; i++) {
                members.add(new Member(this));
            }
            begin(more);
            members.subList(members.size() - more, members.size()).forEach(member -> later(member, 0));
        });
    }

    /// Closes all streams as a network does, and opens them again as verifiers do whose stream broke. Told when all are
    /// fresh.
    public void comeBack() {
        run(() -> {
            freshOnes = 0;
            begin(members.size());
            for (var member : members) {
                close(member);
                later(member, new Backoff(random).next());
            }
            forgetClosed();
        });
    }

    /// Until then those sockets say only that nothing more will be sent on them, and the server finds them open.
    private void forgetClosed() {
        try {
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has all look for what ends a session. Told when all refuse what belongs to it.
    public void watch(String tenant, String session) {
        run(() -> {
            var target = Target.of(TargetType.SESSION, tenant, session);
            begin(members.size());
            watched = target;
        });
    }

    /// Has all but the first only look how far events of entries reach, and not read the entries: for more of them than
    /// one thread reads.
    ///
    /// @param record is told of each entry that the first of them learns of: its position, and when
    public void skim(BiConsumer<Long, Long> record) {
        run(() -> {
            begin(0);
            recorder = record;
        });
    }

    /// When the last entries came to each of those that skim, or nothing if one has not been sent what stands there.
    public long[] skimmed(long seq) {
        var nanos = new ArrayList<Long>();
        run(() -> {
            var all = members.subList(1, members.size());
            if (all.stream().allMatch(member -> member.lastSeq() >= seq)) {
                all.forEach(member -> nanos.add(member.lastNanos()));
            }
        });
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    /// How many have evidence that they are fresh.
    public int freshOnes() {
        return freshOnes;
    }

    /// How many bytes came in, with the framing of HTTP.
    public long bytes() {
        return bytes;
    }

    /// How many requests for a stream were refused.
    public long refusals() {
        return refusals;
    }

    /// How many streams or connections broke.
    public long breaks() {
        return breaks;
    }

    /// How stale a copy became at most before its next heartbeat, in nanoseconds, since this was asked last.
    public long stalest() {
        long result = stalest;
        stalest = 0;
        return result;
    }

    /// Returns when it is done: what comes in from then on is judged by it.
    private void run(Runnable task) {
        var done = new FutureTask<>(task, true);
        tasks.add(done);
        selector.wakeup();
        try {
            boolean _ = done.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // On the crowd's thread.

    private void begin(int expectedTimes) {
        times = new long[expectedTimes];
        reached = 0;
        watched = null;
        recorder = null;
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::ready, pause());
                for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                connectSome(System.nanoTime());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            // Without this thread nothing is measured, and who waits for it would wait for ever.
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /// What comes in meanwhile is read in between: else the last to connect would hold up the first one's request.
    private void connectSome(long now) {
        for (int i = 0; i < CONNECTS && !waiting.isEmpty() && waiting.peek().at - now <= 0; i++) {
            connect(waiting.remove().member);
        }
    }

    private long pause() {
        return waiting.isEmpty()
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(waiting.peek().at - System.nanoTime()));
    }

    private void ready(SelectionKey key) {
        var member = (Member) key.attachment();
        try {
            if (key.isConnectable()) {
                member.connected(key);
            } else {
                member.readable(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Member member) {
        try {
            member.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Member member) {
        try {
            member.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress server() {
        return server;
    }

    byte[] request() {
        return request;
    }

    Selector selector() {
        return selector;
    }

    RandomGenerator random() {
        return random;
    }

    SseStream events() {
        return events;
    }

    void read(FeedReader reader, ByteBuffer content) {
        handed.content = content;
        try {
            boolean more = true;
            while (more) {
                more = reader.readNext();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event that is not whole", e);
        }
    }

    void later(Member member, long nanos) {
        waiting.add(new Later(System.nanoTime() + nanos, member));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the crowd's thread writes
    void received(int count) {
        bytes += count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the crowd's thread writes
    void refused(int status) {
        if (status != 429 && status != 503) {
            throw new FeedException("feed: " + status + " (expected: 200, 429 or 503)");
        }
        refusals++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the crowd's thread writes
    void broken(boolean wasFresh) {
        breaks++;
        if (wasFresh) {
            freshOnes--;
        }
    }

    void wasStaleFor(long nanos) {
        if (nanos > stalest) {
            stalest = nanos;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the crowd's thread writes
    void becameFresh() {
        freshOnes++;
        if (watched == null) {
            reach();
        }
    }

    void learned(Member member, List<Entry> news) {
        var target = watched;
        if (target != null) {
            boolean isIt = news.stream().anyMatch(entry -> entry.target().equals(target));
            // An entry that was learned is not yet one that refuses.
            if (isIt && member.entries().revokedAfter(target, 0)) {
                reach();
            }
            return;
        }
        var record = recorder;
        if (record != null && member == members.getFirst()) {
            long now = System.nanoTime();
            news.forEach(entry -> record.accept(entry.seq(), now));
        }
    }

    boolean isReadingAll(Member member) {
        return recorder != null && member == members.getFirst();
    }

    boolean isSkimming(Member member) {
        return recorder != null && member != members.getFirst();
    }

    private void reach() {
        if (reached < times.length) {
            times[reached++] = System.nanoTime();
            if (reached == times.length) {
                told.all(times.clone());
            }
        }
    }

    void confirm(Member member, ConfirmAsked asked) {
        told.confirm(member.subscription(), asked.confirmation(), asked.seq());
    }
}
