package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.verifier.feed.Batch;
import ripcord.verifier.feed.Effect;
import ripcord.verifier.feed.Entries;
import ripcord.verifier.feed.Entry;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

class WatchesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long AFTER = NOW.getEpochSecond() * 1_000_000 + 1;
    private static final Signer KEY = Signer.named("key-1");

    private final TestVerifier test = new TestVerifier(NOW);
    private final AtomicInteger runs = new AtomicInteger();
    private Watches watches = new Watches(test.log.entries(), Runnable::run);
    private JudgedToken token = judged("alice");

    @BeforeEach
    void verifyOne() {
        watches = new Watches(test.log.entries(), Runnable::run);
        token = judged("alice");
    }

    private JudgedToken judged(String subject) {
        test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
        String text = KEY.sign(TokenText.at(NOW).with("sub", "\"" + subject + "\""));
        return ((Verification.Valid) test.build().verify(text)).token().judged();
    }

    @ParameterizedTest
    @EnumSource(TargetType.class)
    void everyTargetEndsTheWatchOnce(TargetType type) {
        watches.add(token, runs::incrementAndGet);

        tell(test.log.add(AFTER, type, "default", TokenText.valueOf(type)));
        tell(test.log.add(AFTER + 1, TargetType.TENANT, "default", ""));

        assertThat(runs).hasValue(1);
        assertThat(watches.size()).isZero();
    }

    @Test
    void whatConcernsSomebodyElseDoesNotEndIt() {
        watches.add(token, runs::incrementAndGet);

        tell(test.log.add(AFTER, TargetType.SUBJECT, "default", "bob"));
        tell(test.log.add(AFTER - 1, TargetType.SUBJECT, "default", "alice"));

        assertThat(runs).hasValue(0);
    }

    @Test
    void whatHappenedBeforeTheWatchBeganIsToldAtOnce() {
        test.log.add(AFTER, TargetType.SESSION, "default", TokenText.SESSION);

        watches.add(token, runs::incrementAndGet);

        assertThat(runs).hasValue(1);
        assertThat(watches.size()).isZero();
    }

    @Test
    void aClosedWatchIsSilent() {
        Watch watch = watches.add(token, runs::incrementAndGet);
        watch.close();
        watch.close();

        tell(test.log.add(AFTER, TargetType.SESSION, "default", TokenText.SESSION));

        assertThat(runs).hasValue(0);
        assertThat(watches.size()).isZero();
    }

    @Test
    void whenNewsWereLostEverythingIsLookedUp() {
        watches.add(token, runs::incrementAndGet);
        test.log.add(AFTER, TargetType.SESSION, "default", TokenText.SESSION);

        watches.onEntries(new Batch(List.of(), true));

        assertThat(runs).hasValue(1);
    }

    @Test
    void whoeverIsTakenBackWithAWholeTenantForWantOfRoomIsTold() {
        EntrySet scarce = Entries.roomFor(1);
        watches = new Watches(scarce, Runnable::run);
        watches.add(token, runs::incrementAndGet);
        Entries.add(scarce, Effect.REVOKE, TargetType.SESSION, "another", AFTER);
        Entries.add(scarce, Effect.REVOKE, TargetType.SESSION, "one-more", AFTER + 9);
        // In a snapshot entries come in any order: this one takes back nothing that was not already.
        assertThat(Entries.add(scarce, Effect.REVOKE, TargetType.SESSION, TokenText.SESSION, AFTER + 5))
                .isFalse();

        tell(new Entry(
                AFTER + 9,
                "default",
                TargetType.SESSION,
                Target.of(TargetType.SESSION, "default", "one-more"),
                Effect.REVOKE,
                0));

        assertThat(token.targets().revokedIn(scarce, token.claims().rev())).isPresent();
        assertThat(runs).hasValue(1);
    }

    @Test
    void aListenerThatFailsDoesNotKeepTheOthersFromRunning() {
        watches.add(token, () -> {
            throw new Deliberate();
        });
        watches.add(judged("alice"), runs::incrementAndGet);

        tell(test.log.add(AFTER, TargetType.SUBJECT, "default", "alice"));

        assertThat(runs).hasValue(1);
    }

    @RepeatedTest(200)
    void nothingFallsBetweenAskingAndWatching() throws InterruptedException {
        var ready = new CountDownLatch(2);
        var revoker = new Thread(() -> {
            await(ready);
            tell(test.log.add(AFTER, TargetType.SESSION, "default", TokenText.SESSION));
        });
        var watcher = new Thread(() -> {
            await(ready);
            watches.add(token, runs::incrementAndGet);
        });
        revoker.start();
        watcher.start();
        revoker.join();
        watcher.join();

        assertThat(runs).hasValue(1);
        assertThat(watches.size()).isZero();
    }

    /** Without a stack trace: it is logged. */
    private static final class Deliberate extends RuntimeException {
        private static final long serialVersionUID = 1;

        Deliberate() {
            super("on purpose", null, false, false);
        }
    }

    private static void await(CountDownLatch ready) {
        ready.countDown();
        while (ready.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private void tell(Entry entry) {
        watches.onEntries(new Batch(List.of(entry), false));
    }
}
