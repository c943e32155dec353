package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.WallClock;

/// A verifier's claim about its own staleness is never below the truth, and past the bound it accepts nothing,
/// whatever is delayed, frozen or told a wrong time. What the truth is: [ripcord.acceptance.history.StalenessRecord].
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
class StalenessTest {
    @TempDir
    private Path folder;

    @Test
    @ResourceLock(Lanes.WATCHING)
    void theClaimIsNeverBelowTheTruth() {
        try (ServerProcess server = ServerProcess.start(folder);
                Traffic traffic = new Traffic(server.backend());
                WatchedService constant = service(server, "constant-delay", traffic);
                WatchedService growing = service(server, "growing-delay", traffic);
                WatchedService minute = service(server, "delay-of-60-s", traffic);
                WatchedService swallowed = service(server, "swallowed-for-10-s", traffic);
                WatchedService frozen = service(server, "frozen-for-30-s", traffic)) {
            long begun = System.nanoTime();
            constant.link().delay(() -> Duration.ofMillis(400));
            growing.link().delay(() -> sinceThen(begun).dividedBy(8));
            minute.link().delay(() -> Duration.ofSeconds(60));
            frozen.service().freeze();
            swallowed.link().swallow();
            Await.pass(Duration.ofSeconds(10));
            swallowed.link().pass();
            Await.pass(Duration.ofSeconds(20));
            frozen.service().thaw();
            growing.link().delay(() -> sinceThen(begun).minusSeconds(30).dividedBy(40));
            freezeAgainAndAgain(server);
            Await.passUntil(begun + Duration.ofSeconds(64).toNanos());

            List<WatchedService> services = List.of(constant, growing, minute, swallowed, frozen);
            assertThatAllWereSound(services);
            assertThat(constant.record().accepted()).isPositive();
            assertThat(List.of(growing, minute, swallowed, frozen))
                    .allSatisfy(service -> assertThat(service.record().refused("STALE"))
                            .as(service.name())
                            .isPositive());
            assertThatAllRecover(services, traffic);
        }
    }

    @Test
    void theVerifiersWallClockIsMoved() {
        WallClock clock = wallClock();
        try (ServerProcess server = ServerProcess.start(folder);
                Traffic traffic = new Traffic(server.backend());
                WatchedService moved = new WatchedService(server, "moved", traffic, clock.environment())) {
            for (int hours : new int[] {1, -1, 0, -1, 1}) {
                clock.shift(Duration.ofHours(hours));
                Await.pass(Duration.ofSeconds(3));
            }
            clock.shift(Duration.ZERO);

            assertThatAllWereSound(List.of(moved));
            assertThatAllRecover(List.of(moved), traffic);
        }
    }

    @Test
    void theServersWallClockIsMoved() {
        WallClock clock = wallClock();
        try (ServerProcess server = ServerProcess.start(folder, clock.environment());
                Traffic traffic = new Traffic(server.backend());
                WatchedService honest = service(server, "honest", traffic)) {
            for (int minutes : new int[] {5, -5, 0, -5, 5}) {
                clock.shift(Duration.ofMinutes(minutes));
                Await.pass(Duration.ofSeconds(3));
            }
            clock.shift(Duration.ZERO);
            // Their tokens may have been issued in what is the future now.
            traffic.awaitEndOfAllSoFar();

            assertThatAllWereSound(List.of(honest));
            assertThatAllRecover(List.of(honest), traffic);
        }
    }

    private WallClock wallClock() {
        Optional<WallClock> clock = WallClock.inFolder(folder);
        assumeTrue(clock.isPresent(), "NOT RUN: moving a wall clock needs libfaketime (Debian: apt install faketime)");
        return clock.orElseThrow();
    }

    private static WatchedService service(ServerProcess server, String name, Traffic traffic) {
        return new WatchedService(server, name, traffic, Map.of());
    }

    private static Duration sinceThen(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// At moments that have nothing to do with what it is doing, so also between reading its log and writing.
    private static void freezeAgainAndAgain(ServerProcess server) {
        Random random = new Random(20260103);
        for (int i = 0; i < 12; i++) {
            server.freeze();
            Await.pass(Duration.ofMillis(200 + random.nextInt(1_200)));
            server.thaw();
            Await.pass(Duration.ofMillis(300 + random.nextInt(1_200)));
        }
    }

    private static void assertThatAllWereSound(List<WatchedService> services) {
        for (WatchedService service : services) {
            assertThat(service.record().faults()).as(service.name()).isEmpty();
            assertThat(service.link().tap().count())
                    .as("evidence for %s", service.name())
                    .isPositive();
            System.out.printf(
                    "%s: %d answers, %d accepted, %d stale, %d revoked%n",
                    service.name(),
                    service.record().observations().size(),
                    service.record().accepted(),
                    service.record().refused("STALE"),
                    service.record().refused("REVOKED"));
        }
    }

    /// Left alone, every verifier is fresh again, and knows exactly what ended.
    private static void assertThatAllRecover(List<WatchedService> services, Traffic traffic) {
        traffic.close();
        services.forEach(service -> service.link().pass());
        for (WatchedService service : services) {
            service.stopWatching();
            AtomicReference<Optional<String>> mistake = new AtomicReference<>(Optional.of("not fresh"));
            Await.until(
                    Duration.ofSeconds(60),
                    () -> service.name() + " knows what ended; " + mistake.get().orElse("no mistake"),
                    () -> {
                        if (service.service().isFresh()) {
                            mistake.set(firstMistake(service, traffic.all()));
                        }
                        return mistake.get().isEmpty();
                    });
        }
    }

    private static Optional<String> firstMistake(WatchedService service, List<Traffic.Watched> all) {
        List<Checked> answers = service.service()
                .check(all.stream().map(Traffic.Watched::accessToken).toList());
        for (int i = 0; i < all.size(); i++) {
            OptionalLong ended = all.get(i).ended();
            if (answers.get(i).isRefused("STALE") || answers.get(i).accepted() == ended.isPresent()) {
                return Optional.of("token %d of %d, ended %s: %s".formatted(i, all.size(), ended, answers.get(i)));
            }
        }
        return Optional.empty();
    }
}
