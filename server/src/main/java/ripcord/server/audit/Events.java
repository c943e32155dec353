package ripcord.server.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells what happened. Publishing never waits and never fails: events go through a bounded queue to one thread that
/// writes them, and what finds the queue full is dropped, counted, and said. Thread-safe.
public final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST_QUEUE = 10_000;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// Between two looks while there is something to write, so that not every event wakes the thread that writes it.
    static final Duration GATHERING = Duration.ofMillis(10);

    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final InstantSource clock;
    private final List<Sink> sinks;
    private final BlockingQueue<Recorded> queue;
    private final AtomicLong sequence = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final Limiter limiter;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::loop, "events");
    /// Ends the thread's waiting; is not written.
    private final Recorded lastCall;
    private volatile boolean closing;
    private long saidDropped;
    private boolean failing;

    Events(InstantSource clock, List<Sink> sinks, int longestQueue) {
        this.clock = clock;
        this.limiter = new Limiter(clock.millis());
        this.sinks = List.copyOf(sinks);
        this.queue = new LinkedBlockingQueue<>(longestQueue);
        this.lastCall = new Recorded(clock.instant(), -1, null, Event.serverStopping());
        thread.setDaemon(true);
        thread.start();
    }

    /// To the server's log: routine events only where it wants to know everything.
    public static Events toLog(InstantSource clock) {
        return new Events(clock, List.of(new LogSink()), LONGEST_QUEUE);
    }

    /// To the server's log, and all of them as JSON lines to `out`, which stays open.
    public static Events toLogAnd(OutputStream out, InstantSource clock) {
        return new Events(clock, List.of(new LogSink(), new LineSink(out, false)), LONGEST_QUEUE);
    }

    /// To the server's log, and all of them as JSON lines to the end of a file, which is made for its owner alone if it
    /// is not there: it says who signs in when, and from where.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static Events toLogAnd(Path file, InstantSource clock) {
        try {
            create(file);
            var out = new FileOutputStream(file.toFile(), true);
            return new Events(clock, List.of(new LogSink(), new LineSink(out, true)), LONGEST_QUEUE);
        } catch (IOException e) {
            throw new UncheckedIOException("events: " + file + " cannot be written", e);
        }
    }

    private static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var ownerAlone = new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
        try {
            Files.createFile(file, posix ? ownerAlone : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("events go on in file=\"{}\"", file);
        }
    }

    /// Tells `listener` of every event that is published, also of those that are not written. On the publisher's
    /// thread: be quick.
    public void onPublished(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /// Tells of `event`. Whatever goes wrong with that, the caller goes on.
    public void publish(Event event) {
        for (var listener : listeners) {
            listener.accept(event);
        }
        var recorded = new Recorded(clock.instant(), sequence.getAndIncrement(), Trail.current(), event);
        if (event.action().isLimited() && !limiter.admits(event)) {
            return;
        }
        if (!queue.offer(recorded)) {
            dropped.increment();
        }
    }

    /// How many were dropped since the start.
    public long dropped() {
        return dropped.sum();
    }

    private void loop() {
        try {
            while (!closing || !queue.isEmpty()) {
                int written = writeSome();
                limiter.summaries(clock.millis()).forEach(this::add);
                sayDropped();
                flush();
                if (written > 0 && written < MOST_AT_ONCE && !closing) {
                    Thread.sleep(GATHERING);
                }
            }
            limiter.rest().forEach(this::add);
        } catch (InterruptedException e) {
            LOG.debug("events stopped");
        }
    }

    /// Writes what there is, or what comes within a pause.
    ///
    /// @return how many there were
    private int writeSome() throws InterruptedException {
        var some = new ArrayList<Recorded>();
        var first = queue.poll(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            some.add(first);
            queue.drainTo(some, MOST_AT_ONCE - 1);
        }
        int number = some.size();
        if (closing) {
            some.remove(lastCall);
        }
        some.forEach(this::write);
        return number;
    }

    private void sayDropped() {
        long now = dropped.sum();
        if (now > saidDropped) {
            long missing = now - saidDropped;
            saidDropped = now;
            add(Event.eventsDropped(missing));
        }
    }

    /// Of the thread's own making: it must not wait in its own queue, nor count itself where nothing can be written.
    private void add(Event event) {
        listeners.forEach(listener -> listener.accept(event));
        var recorded = new Recorded(clock.instant(), sequence.getAndIncrement(), null, event);
        attempt(sink -> sink.write(recorded));
    }

    private void write(Recorded recorded) {
        if (!attempt(sink -> sink.write(recorded))) {
            dropped.increment();
        }
    }

    private void flush() {
        if (attempt(Sink::flush)) {
            failing = false;
        }
    }

    private interface Attempt {
        void on(Sink sink) throws IOException;
    }

    /// Whether it went well everywhere. A disk that is full loses events, and never the thread.
    private boolean attempt(Attempt attempt) {
        boolean well = true;
        for (var sink : sinks) {
            try {
                attempt.on(sink);
            } catch (IOException | RuntimeException e) {
                well = false;
                if (!failing) {
                    failing = true;
                    LOG.error("events cannot be written reason=\"{}\"", e.getMessage());
                }
            }
        }
        return well;
    }

    /// Writes what was published, for a moment, and stops.
    @Override
    public void close() {
        closing = true;
        // Where it finds no room, the thread is not waiting.
        var _ = queue.offer(lastCall);
        try {
            thread.join(LONGEST_CLOSE);
            thread.interrupt();
            for (var sink : sinks) {
                sink.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error("events cannot be written reason=\"{}\"", e.getMessage());
        }
    }
}
