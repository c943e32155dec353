package ripcord.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What the driver counts, and from when it counts.
class LoadTest {
    /// Longer than a busy machine keeps a thread waiting before it sends anything.
    private static final Duration LENGTH = Duration.ofSeconds(1);

    private static final Ticker TICKER = new Ticker(System::nanoTime, Thread::sleep, () -> Optional.of(Duration.ZERO));

    private static Measured run(Endpoint server, int connections, Pace pace, Duration warmUp, Duration duration) {
        var plan = new Load.Plan(connections, pace, warmUp, duration);
        var request = Request.of(server, "GET", "/", "");
        return new Load(server, plan, TICKER).run(_ -> () -> request);
    }

    @Test
    void withARateEveryRequestThatWasDueIsAccountedFor() {
        try (var server = new CannedServer(_ -> CannedServer.ok("x"))) {
            var measured = run(server.endpoint(), 4, new Pace.PerSecond(200), Duration.ofMillis(250), LENGTH);

            assertThat(measured.ok() + measured.failed() + measured.counts().unsent())
                    .isEqualTo(200);
            assertThat(measured.ok()).isPositive();
            assertThat(measured.cut()).isFalse();
        }
    }

    /// One connection, and an answer that takes 400 ms: of the 40 requests that were due meanwhile none was sent in
    /// time.
    @Test
    void withARateWhoComesWhileTheServerStallsWaits() {
        var asked = new AtomicInteger();
        try (var server = new CannedServer(_ -> {
            if (asked.incrementAndGet() == 20) {
                LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            }
            return CannedServer.ok("x");
        })) {
            var measured = run(server.endpoint(), 1, new Pace.PerSecond(100), Duration.ZERO, Duration.ofSeconds(1));
            var response = measured.response().orElseThrow();

            assertThat(response.count()).isEqualTo(measured.service().count());
            assertThat(response.longestMillis()).isGreaterThanOrEqualTo(390);
            assertThat(response.millisAt(80)).isGreaterThanOrEqualTo(100);
            assertThat(response.meanMillis()).isGreaterThan(measured.service().meanMillis());
        }
    }

    @Test
    void withoutARateThereIsNoTimeThatARequestShouldHaveBeenSent() {
        try (var server = new CannedServer(_ -> CannedServer.ok("x"))) {
            var measured = run(server.endpoint(), 2, new Pace.AsAnswered(), Duration.ZERO, LENGTH);

            assertThat(measured.response()).isEmpty();
            assertThat(measured.counts().unsent()).isZero();
            assertThat(measured.ok()).isPositive();
        }
    }

    @Test
    void whatIsRefusedIsCountedByWhatTheServerCallsIt() {
        try (var server = new CannedServer(_ -> "HTTP/1.1 429 Slow\r\nContent-Length: 4\r\n\r\nslow")) {
            var plan = new Load.Plan(1, new Pace.PerSecond(50), Duration.ZERO, LENGTH);
            var request = Request.of(server.endpoint(), "GET", "/", "");

            var measured = new Load(server.endpoint(), plan, TICKER).run(_ -> new Script() {
                @Override
                public Request next() {
                    return request;
                }

                @Override
                public String code(Answer refusal) {
                    return refusal.text();
                }
            });

            assertThat(measured.ok()).isZero();
            assertThat(measured.faults().keySet()).containsExactly(new Fault(429, "slow"));
            assertThat(measured.failed() + measured.counts().unsent()).isEqualTo(50);
        }
    }

    @Test
    void aConnectionThatBreaksIsAFailureAndOpenedAgain() {
        try (var server = new CannedServer(number -> number < 3 ? CannedServer.ok("x") : CannedServer.NOTHING)) {
            var measured = run(server.endpoint(), 1, new Pace.PerSecond(100), Duration.ZERO, LENGTH);

            assertThat(measured.lost()).isEmpty();
            assertThat(measured.ok()).isGreaterThan(3);
            assertThat(measured.faults())
                    .hasSize(1)
                    .containsKey(new Fault(0, "the connection was closed without an answer"));
        }
    }

    @Test
    void aServerThatIsGoneEndsTheRunAtOnce() {
        var measured = run(nobody(), 2, new Pace.AsAnswered(), Duration.ZERO, Duration.ofMinutes(10));

        assertThat(measured.lost()).contains("connection refused");
        assertThat(measured.cut()).isTrue();
    }

    private static Endpoint nobody() {
        try (var server = new CannedServer(_ -> CannedServer.ok("x"))) {
            return server.endpoint();
        }
    }

    @Test
    void whatWasSentBeforeItIsEnoughIsWaitedFor() {
        var enough = new AtomicInteger();
        var answered = new AtomicInteger();
        try (var server = new CannedServer(_ -> {
            enough.set(1);
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return CannedServer.ok("x");
        })) {
            var plan = new Load.Plan(1, new Pace.AsAnswered(), Duration.ZERO, Duration.ofMinutes(10));
            var request = Request.of(server.endpoint(), "GET", "/", "");

            var measured = new Load(server.endpoint(), plan, TICKER)
                    .run(
                            _ -> new Script() {
                                @Override
                                public Request next() {
                                    return request;
                                }

                                @Override
                                public void answered(Answer answer) {
                                    answered.incrementAndGet();
                                }
                            },
                            new Load.Watcher() {
                                @Override
                                public void at(Duration elapsed, long counted) {}

                                @Override
                                public boolean isEnough() {
                                    return enough.get() > 0;
                                }
                            });

            assertThat(answered).hasValue(1);
            assertThat(measured.cut()).isTrue();
            assertThat(measured.faults()).isEqualTo(Map.of());
        }
    }

    @Test
    void anAnswerAfterTimeWasUpHasItsTimeAndDoesNotCountForTheRate() {
        try (var server = new CannedServer(number -> {
            if (number == 1) {
                LockSupport.parkNanos(Duration.ofMillis(1_200).toNanos());
            }
            return CannedServer.ok("x");
        })) {
            var measured = run(server.endpoint(), 1, new Pace.PerSecond(2), Duration.ZERO, Duration.ofMillis(1_500));

            assertThat(measured.ok()).isEqualTo(2);
            assertThat(measured.service().longestMillis()).isGreaterThanOrEqualTo(1_190);
            assertThat(measured.counts().inTime()).isEqualTo(1);
            assertThat(measured.perSecond()).isLessThan(1);
        }
    }

    @Test
    void aConnectionThatEndsByAFaultOfTheDriversIsNotPassedOver() {
        try (var server = new CannedServer(_ -> CannedServer.ok("x"))) {
            var plan = new Load.Plan(2, new Pace.AsAnswered(), Duration.ZERO, Duration.ofMinutes(10));
            var request = Request.of(server.endpoint(), "GET", "/", "");

            assertThatThrownBy(() -> new Load(server.endpoint(), plan, TICKER).run(connection -> () -> {
                        if (connection == 1) {
                            throw new IllegalArgumentException("a bug");
                        }
                        return request;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("a bug");
        }
    }

    @Test
    void aThreadThatServesManyConnectionsInTurnAsksOverAllOfThem() {
        var asked = new ConcurrentHashMap<Integer, LongAdder>();
        try (var server = new CannedServer(_ -> CannedServer.ok("x"))) {
            var plan = new Load.Plan(5, new Pace.InTurn(2), Duration.ZERO, LENGTH);
            var request = Request.of(server.endpoint(), "GET", "/", "");

            var measured = new Load(server.endpoint(), plan, TICKER).run(number -> () -> {
                asked.computeIfAbsent(number, _ -> new LongAdder()).increment();
                return request;
            });

            assertThat(asked.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            assertThat(measured.ok())
                    .isEqualTo(asked.values().stream().mapToLong(LongAdder::sum).sum());
            assertThat(measured.faults()).isEmpty();
            assertThat(measured.cut()).isFalse();
        }
    }

    @Test
    void ofConnectionsServedInTurnOneThatBreaksIsOpenedAgain() {
        try (var server = new CannedServer(number -> number < 3 ? CannedServer.ok("x") : CannedServer.NOTHING)) {
            var measured = run(server.endpoint(), 2, new Pace.InTurn(1), Duration.ZERO, LENGTH);

            assertThat(measured.lost()).isEmpty();
            assertThat(measured.ok()).isGreaterThan(6);
            assertThat(measured.faults())
                    .hasSize(1)
                    .containsKey(new Fault(0, "the connection was closed without an answer"));
        }
    }

    @Test
    void aServerThatIsGoneEndsTheRunOfConnectionsServedInTurn() {
        var measured = run(nobody(), 2, new Pace.InTurn(1), Duration.ZERO, Duration.ofMinutes(10));

        assertThat(measured.lost()).contains("connection refused");
        assertThat(measured.cut()).isTrue();
    }
}
