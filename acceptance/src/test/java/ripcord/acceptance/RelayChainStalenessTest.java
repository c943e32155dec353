package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;

/// Behind a chain of relays, too, a verifier's claim about its own staleness is never below the truth, and past the
/// bound it accepts nothing, whichever process of the chain is killed or frozen.
@Tag("long")
@ResourceLock(Lanes.WATCHING)
class RelayChainStalenessTest {
    /// Longer than the bound, and than what a relay may be waited for.
    private static final Duration GONE = WatchedService.BOUND.multipliedBy(3);

    @TempDir
    private Path folder;

    @Test
    void theClaimIsNeverBelowTheTruthWhoeverOfTheChainIsGone() {
        try (RelayChain chain = new RelayChain(folder, WatchedService.BOUND);
                Traffic traffic = new Traffic(chain.backend());
                WatchedService near =
                        new WatchedService(chain.server, "near", traffic, chain.first, chain.verifiersKey);
                WatchedService far =
                        new WatchedService(chain.server, "far", traffic, chain.second, chain.verifiersKey)) {
            List<WatchedService> all = List.of(near, far);
            Await.pass(GONE);

            goesAndComes(List.of(far), () -> chain.second.kill(), () -> chain.second.launchAgain());
            goesAndComes(all, () -> chain.first.kill(), () -> chain.first.launchAgain());
            goesAndComes(all, () -> chain.server.kill(), () -> chain.server.launchAgain());
            goesAndComes(List.of(far), () -> chain.second.freeze(), () -> chain.second.thaw());
            goesAndComes(all, () -> chain.first.freeze(), () -> chain.first.thaw());
            goesAndComes(all, () -> chain.server.freeze(), () -> chain.server.thaw());
            freezeAgainAndAgain(chain);

            assertThatAllWereSoundAndRecover(all, traffic);
        }
    }

    /// While it is gone, those behind it become stale; then they become fresh.
    private static void goesAndComes(List<WatchedService> behind, Runnable goes, Runnable comes) {
        goes.run();
        Await.pass(GONE);
        for (WatchedService service : behind) {
            assertThat(service.service().isFresh()).as(service.name()).isFalse();
        }
        comes.run();
        behind.forEach(service -> service.service().awaitFresh());
    }

    /// At moments that have nothing to do with what they are doing.
    private static void freezeAgainAndAgain(RelayChain chain) {
        Random random = new Random(20261122);
        for (int i = 0; i < 8; i++) {
            var relay = random.nextBoolean() ? chain.first : chain.second;
            relay.freeze();
            Await.pass(Duration.ofMillis(200 + random.nextInt(1_200)));
            relay.thaw();
            Await.pass(Duration.ofMillis(300 + random.nextInt(1_200)));
        }
    }

    private static void assertThatAllWereSoundAndRecover(List<WatchedService> services, Traffic traffic) {
        traffic.close();
        for (WatchedService service : services) {
            service.stopWatching();
            assertThat(service.record().faults()).as(service.name()).isEmpty();
            assertThat(service.link().tap().count()).as(service.name()).isPositive();
            assertThat(service.record().accepted()).as(service.name()).isPositive();
            assertThat(service.record().refused("STALE")).as(service.name()).isPositive();
            System.out.printf(
                    "%s: %d answers, %d accepted, %d stale, %d revoked%n",
                    service.name(),
                    service.record().observations().size(),
                    service.record().accepted(),
                    service.record().refused("STALE"),
                    service.record().refused("REVOKED"));
            Await.until(
                    Duration.ofSeconds(60),
                    service.name() + " knows what ended",
                    () -> service.service().isFresh() && knowsWhatEnded(service, traffic));
        }
    }

    private static boolean knowsWhatEnded(WatchedService service, Traffic traffic) {
        List<Traffic.Watched> ended =
                traffic.all().stream().filter(one -> one.ended().isPresent()).toList();
        List<Checked> answers = service.service()
                .check(ended.stream().map(Traffic.Watched::accessToken).toList());
        return answers.stream().allMatch(answer -> answer.isRefused("REVOKED"));
    }
}
