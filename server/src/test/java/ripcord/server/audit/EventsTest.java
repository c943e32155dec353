package ripcord.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Events arrive whole, or are missed, and nobody waits for them.
@Timeout(30)
class EventsTest {
    private static final Event SOMETHING = Event.tenantCreated("acme", "system");

    private final MovableClock clock = new MovableClock();

    /// What takes events until it is told to stop.
    private static final class Blocked implements Sink {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final List<Recorded> written = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void write(Recorded recorded) {
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            written.add(recorded);
        }
    }

    @Test
    void whatFindsTheQueueFullIsDroppedCountedAndSaid() throws InterruptedException {
        var sink = new Blocked();
        try (var events = new Events(clock, List.of(sink), 3)) {
            events.publish(SOMETHING);
            sink.begun.await();

            // One is being written, three wait, and nobody waits for the writer.
            IntStream.range(0, 8).forEach(_ -> events.publish(SOMETHING));

            assertThat(events.dropped()).isEqualTo(5);
            sink.open.countDown();
        }
        assertThat(sink.written).hasSize(5);
        assertThat(sink.written)
                .filteredOn(one -> one.event().action() == Action.EVENTS_DROPPED)
                .singleElement()
                .extracting(one -> one.event().get(Field.COUNT))
                .isEqualTo("5");
    }

    /// Else each would wake the thread that writes, in the place of whoever published it.
    @Test
    void eventsThatComeOneBehindTheOtherAreWrittenTogether() throws InterruptedException {
        var flushes = new AtomicInteger();
        var written = new AtomicInteger();
        var sink = new Sink() {
            @Override
            public void write(Recorded recorded) {
                written.incrementAndGet();
            }

            @Override
            public void flush() {
                flushes.incrementAndGet();
            }
        };
        long begun = System.nanoTime();
        try (var events = new Events(clock, List.of(sink), 1_000)) {
            for (int i = 0; i < 300; i++) {
                events.publish(SOMETHING);
                Thread.sleep(1);
            }
        }
        long looks = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Events.GATHERING);
        assertThat(written.get()).isEqualTo(300);
        assertThat((long) flushes.get()).isLessThanOrEqualTo(looks + 3);
    }

    @Test
    void closingDoesNotWaitUntilSomethingHappens() throws InterruptedException {
        var took = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            var events = idle();
            long begun = System.nanoTime();
            events.close();
            took.add(System.nanoTime() - begun);
        }

        // The median: a machine that is busy for a moment is no fault.
        Collections.sort(took);
        assertThat(Duration.ofNanos(took.get(2))).isLessThan(Duration.ofMillis(250));
    }

    /// What was published has been written, and nothing else is to be done.
    private Events idle() throws InterruptedException {
        var written = new ArrayList<Recorded>();
        var flushed = new CountDownLatch(1);
        var events = new Events(clock, List.of(new Flushed(written, flushed)), 10);
        events.publish(SOMETHING);
        flushed.await();
        assertThat(written).extracting(Recorded::event).containsExactly(SOMETHING);
        return events;
    }

    private record Flushed(List<Recorded> written, CountDownLatch flushed) implements Sink {
        @Override
        public void write(Recorded recorded) {
            written.add(recorded);
        }

        @Override
        public void flush() {
            if (!written.isEmpty()) {
                flushed.countDown();
            }
        }
    }

    @Test
    void aDiskThatIsFullLosesEventsAndNothingElse() {
        Sink full = _ -> {
            throw new IOException("no space left on device");
        };
        var sink = new Blocked();
        sink.open.countDown();
        var events = new Events(clock, List.of(full, sink), 10);

        events.publish(SOMETHING);
        events.publish(SOMETHING);
        events.close();

        assertThat(events.dropped()).isEqualTo(2);
        assertThat(sink.written).filteredOn(one -> one.event() == SOMETHING).hasSize(2);
    }

    @Test
    void aLineIsJsonWithTheNamesOfTheCommonSchema() throws IOException {
        var out = new ByteArrayOutputStream();
        var events = Events.toLogAnd(out, clock);
        var trail = new Trail("r.1", () -> "192.0.2.0");

        Trail.of(trail, () -> {
            events.publish(Event.policyReplaced("acme", 7, "api_key:k"));
            return true;
        });
        events.close();

        var line = json(out).getFirst();
        assertThat(line.get("@timestamp").stringValue()).isEqualTo("2026-11-21T09:30:00.000Z");
        assertThat(line.get("event.action").stringValue()).isEqualTo("policy_replaced");
        assertThat(line.get("event.category").toString()).isEqualTo("[\"configuration\"]");
        assertThat(line.get("event.outcome").stringValue()).isEqualTo("success");
        assertThat(line.get("event.kind").stringValue()).isEqualTo("event");
        assertThat(line.get("ripcord.policy_version").isNumber()).isTrue();
        assertThat(line.get("http.request.id").stringValue()).isEqualTo("r.1");
        assertThat(line.get("source.ip").stringValue()).isEqualTo("192.0.2.0");
    }

    @Test
    void theFileIsForItsOwnerAloneAndGrows(@TempDir Path folder) throws IOException {
        var file = folder.resolve("events.jsonl");
        for (int i = 0; i < 2; i++) {
            var events = Events.toLogAnd(file, clock);
            events.publish(SOMETHING);
            events.close();
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    private static List<JsonNode> json(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.builder().build()::readTree)
                .toList();
    }

    @Test
    void aValueCannotBeginAnotherLineOrField() {
        var event = Event.revoked("acme", "subject", "a\nb", "x actor=system \"q\"", "api_key:k");
        var recorded = new Recorded(clock.instant(), 0, null, event);

        assertThat(recorded.text())
                .doesNotContain("\n")
                .contains("target=\"a?b\"", "reason=\"x actor=system \\\"q\\\"\"");
        assertThat(LineSink.line(recorded).lines()).hasSize(1);
    }

    @Test
    void refusalsBeyondTheLimitAreCountedAndToldWhenTheMinuteIsOver() {
        var sink = new Blocked();
        sink.open.countDown();
        var events = new Events(clock, List.of(sink), 10_000);
        IntStream.range(0, 1_000).forEach(_ -> events.publish(Event.refreshRefused("acme", "", "unknown")));
        clock.advance(Duration.ofMinutes(1));
        events.close();

        var refused = sink.written.stream()
                .filter(one -> one.event().action() == Action.REFRESH_REFUSED)
                .count();
        var suppressed = sink.written.stream()
                .map(Recorded::event)
                .filter(event -> event.action() == Action.REFUSALS_SUPPRESSED)
                .mapToLong(event -> Long.parseLong(event.get(Field.COUNT)))
                .sum();
        assertThat(refused).isEqualTo(Limiter.EACH);
        assertThat(suppressed).isEqualTo(1_000 - Limiter.EACH);
    }

    @Test
    void manyTenantsTogetherAreLimitedToo() {
        var limiter = new Limiter(clock.millis());

        var admitted = IntStream.range(0, 5_000)
                .filter(i -> limiter.admits(Event.refreshRefused("tenant-" + i, "", "unknown")))
                .count();

        assertThat(admitted).isEqualTo(Limiter.ALL);
        assertThat(limiter.rest().stream()
                        .mapToLong(event -> Long.parseLong(event.get(Field.COUNT)))
                        .sum())
                .isEqualTo(5_000 - Limiter.ALL);
    }

    @Test
    void everyActionHasAnExampleAndAWayToPublishIt() {
        var shown = EnumSet.noneOf(Action.class);
        EventExamples.all().forEach(event -> shown.add(event.action()));

        assertThat(shown).isEqualTo(EnumSet.allOf(Action.class));
    }

    @Test
    void everyFieldOfAnActionIsSaidByItsExample() {
        for (var event : EventExamples.all()) {
            assertThat(event.fields().keySet())
                    .as(event.action().word())
                    .containsExactlyInAnyOrderElementsOf(event.action().fields());
        }
    }
}
