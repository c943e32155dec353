package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.history.FeedHistory;
import ripcord.acceptance.network.FeedReader;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;

/// Who follows the feed while many write misses nothing and is never told of something earlier afterwards.
@ResourceLock(Lanes.BUSY)
class GaplessFeedTest {
    private static final int WRITERS = 32;
    private static final int ENTRIES_EACH = 60;
    private static final String NAME = "?name=reader&max_staleness_ms=1000&when_stale=reject";

    @TempDir
    private Path folder;

    @Test
    void readersMissNothingWhile32WritersAppend() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Backend backend = server.backend();
            AtomicBoolean writing = new AtomicBoolean(true);
            Set<Long> acknowledged = new ConcurrentSkipListSet<>();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(i);
                writers.add(threads.submit(() -> write(backend, random, acknowledged)));
            }
            URI tenant = URI.create(server.issuer(ServerProcess.TENANT) + "/feed" + NAME);
            URI all = URI.create(server.uri() + "/feed" + NAME);
            List<Future<FeedHistory>> readers = List.of(
                    threads.submit(() -> follow(server, tenant, writing, acknowledged)),
                    threads.submit(() -> follow(server, all, writing, acknowledged)),
                    threads.submit(() -> followWithInterruptions(server, tenant, writing, acknowledged)),
                    threads.submit(() -> followWithInterruptions(server, all, writing, acknowledged)));

            join(writers);
            writing.set(false);

            assertThat(acknowledged).hasSize(WRITERS * ENTRIES_EACH);
            for (Future<FeedHistory> reader : readers) {
                assertThat(reader.get().faults(new TreeSet<>(acknowledged))).isEmpty();
            }
        }
    }

    private static void write(Backend backend, Random random, Set<Long> acknowledged) {
        byte[] token = new byte[16];
        for (int i = 0; i < ENTRIES_EACH; i++) {
            random.nextBytes(token);
            acknowledged.add(backend.revoke(
                            "token", Base64.getUrlEncoder().withoutPadding().encodeToString(token))
                    .expect(201)
                    .json()
                    .path("seq")
                    .asLong());
        }
    }

    private static FeedHistory follow(ServerProcess server, URI feed, AtomicBoolean writing, Set<Long> acknowledged) {
        FeedHistory history = new FeedHistory();
        try (FeedReader reader = FeedReader.open(feed, server.rootKey(), "")) {
            awaitAll(reader, writing, acknowledged);
            history.add(reader.events());
        }
        return history;
    }

    /// Breaks off every few hundred milliseconds and resumes after the last event that it has.
    private static FeedHistory followWithInterruptions(
            ServerProcess server, URI feed, AtomicBoolean writing, Set<Long> acknowledged) {
        FeedHistory history = new FeedHistory();
        String last = "";
        while (writing.get()) {
            try (FeedReader reader = FeedReader.open(feed, server.rootKey(), last)) {
                reader.await("the first entries", event -> event.entries().size() > 0 || !writing.get());
                Await.pass(Duration.ofMillis(300));
                List<FeedReader.Event> events = reader.events();
                history.add(events);
                last = FeedReader.lastEventId(events, last);
            }
        }
        try (FeedReader reader = FeedReader.open(feed, server.rootKey(), last)) {
            awaitAll(reader, writing, acknowledged);
            history.add(reader.events());
        }
        return history;
    }

    private static void awaitAll(FeedReader reader, AtomicBoolean writing, Set<Long> acknowledged) {
        Await.until(
                Duration.ofSeconds(60),
                "the reader reaches the last entry",
                () -> !writing.get()
                        && reader.position() >= acknowledged.stream().reduce(0L, Math::max));
    }

    private static void join(List<Future<?>> writers) throws InterruptedException, ExecutionException {
        for (Future<?> writer : writers) {
            writer.get();
        }
    }
}
