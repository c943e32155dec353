package ripcord.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class RingRaceTest {
    private final MovableClock clock = new MovableClock();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final SecureRandom random = new SecureRandom();
    private final Sealer sealer =
            new Sealer(MasterKey.of(Base64.getUrlEncoder().encodeToString(new byte[MasterKey.BYTES])), random);

    @TempDir
    Path folder;

    private SigningKeys keys(TestStore store, InstantSource itsClock) {
        return new SigningKeys(
                new SigningKeys.Parts(store.database, store.log, store.policies, sealer), random, itsClock);
    }

    @Test
    void aRingReadBeforeACompromiseDoesNotSignAfterIt() {
        try (var store = new TestStore(folder, clock)) {
            var kid = keys(store, clock).signer(TenantId.DEFAULT).kid();
            // The clock is asked after the ring was read: that is when the compromise happens.
            var restarted = keys(store, () -> {
                meanwhile.getAndSet(() -> {}).run();
                return clock.instant();
            });
            meanwhile.set(() -> restarted.compromise(TenantId.DEFAULT, kid));

            assertThat(restarted.signer(TenantId.DEFAULT).kid()).isNotEqualTo(kid);
        }
    }

    @Test
    void aRingThatManyNeedAtOnceIsMadeOnce(@TempDir Path another) throws InterruptedException {
        assertThat(randomness(another, 32)).isEqualTo(randomness(folder, 1));
    }

    /// How often randomness was asked for, which each key made does.
    private int randomness(Path where, int threads) throws InterruptedException {
        var asked = new AtomicInteger();
        RandomGenerator counted = () -> {
            asked.incrementAndGet();
            return random.nextLong();
        };
        try (var store = new TestStore(where, clock)) {
            var parts = new SigningKeys.Parts(store.database, store.log, store.policies, sealer);
            var keys = new SigningKeys(parts, counted, clock);
            var all = IntStream.range(0, threads)
                    .mapToObj(_ -> Thread.ofVirtual().start(() -> keys.list(TenantId.DEFAULT)))
                    .toList();
            for (var each : all) {
                each.join();
            }
            assertThat(keys.known(TenantId.DEFAULT)).isNotEmpty();
        }
        return asked.get();
    }
}
