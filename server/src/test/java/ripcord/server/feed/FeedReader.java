package ripcord.server.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The far end of a stream: what was flushed, as events. It can stop reading, and it can break.
final class FeedReader {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final FeedStream stream;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final Set<String> writers = ConcurrentHashMap.newKeySet();
    private final long arrived;
    private volatile @Nullable Event hello;
    private volatile boolean stopped;
    private volatile boolean broken;
    private volatile @Nullable IOException fault;

    private FeedReader(FeedStream stream, long arrived) {
        this.stream = stream;
        this.arrived = arrived;
    }

    /// @param id `log:seq`, or empty text
    record Event(String name, String id, JsonNode data) {
        long seq() {
            return data.get("seq").longValue();
        }

        List<Long> entries() {
            return StreamSupport.stream(data.get("entries").spliterator(), false)
                    .map(entry -> entry.get("seq").longValue())
                    .toList();
        }
    }

    static FeedReader start(FeedStream stream, FeedStream.Start start) {
        var reader = new FeedReader(stream, start.arrived());
        Thread.ofVirtual().start(() -> reader.run(start));
        return reader;
    }

    private void run(FeedStream.Start start) {
        try (stream) {
            stream.run(new Far(), start);
        } catch (IOException e) {
            fault = e;
        } finally {
            over.countDown();
        }
    }

    String subscription() {
        return stream.subscription().id();
    }

    Event next() {
        try {
            var event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("no event within " + PATIENCE);
            }
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Event next(String name) {
        var event = next();
        while (!event.name.equals(name)) {
            event = next();
        }
        return event;
    }

    /// Lets go of what has come and was not asked for.
    void forget() {
        events.clear();
    }

    /// What the threads are called that wrote.
    Set<String> writers() {
        return writers;
    }

    /// When a heartbeat was read, as nanoseconds after a moment of the server's clock.
    long nanosSince(long moment, Event heartbeat) {
        double sinceArrival = heartbeat.data.get("read").doubleValue()
                - hello.data.get("mono").doubleValue();
        return arrived - moment + Math.round(sinceArrival * 1e6);
    }

    /// Waits until somebody writes to this reader that [takes nothing][#stop].
    void awaitHeldWrite() throws InterruptedException {
        if (!held.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody wrote");
        }
    }

    /// Takes nothing any more, as a process that was stopped.
    void stop() {
        stopped = true;
    }

    /// Fails from the next write on, as a connection that was cut off.
    void cut() {
        broken = true;
    }

    /// Waits until the stream is over.
    ///
    /// @return null if it ended well
    @Nullable
    IOException awaitEnd() {
        try {
            if (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the stream is not over within " + PATIENCE);
            }
            return fault;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Far extends OutputStream {
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            buffer.write(b);
        }

        @Override
        public void flush() throws IOException {
            if (stopped) {
                block();
            }
            if (broken) {
                throw new IOException("connection cut off");
            }
            var event = event(buffer.toString(UTF_8));
            if (hello == null) {
                hello = event;
            }
            writers.add(Thread.currentThread().getName());
            events.add(event);
            buffer.reset();
        }

        @Override
        public void close() throws IOException {
            if (stopped) {
                block();
            }
        }

        private void block() throws IOException {
            held.countDown();
            try {
                reading.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted in a write", e);
            }
        }

        private static Event event(String frame) {
            var lines = frame.split("\n", -1);
            var id = lines[1].startsWith("id: ") ? lines[1].substring(4) : "";
            var data = lines[lines.length - 3];
            if (!frame.endsWith("\n\n") || !data.startsWith("data: ") || !lines[0].startsWith("event: ")) {
                throw new AssertionError("no event: " + frame);
            }
            return new Event(lines[0].substring(7), id, JSON.readTree(data.substring(6)));
        }
    }
}
