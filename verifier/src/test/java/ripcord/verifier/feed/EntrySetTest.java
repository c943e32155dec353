package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntrySetTest {
    private static final Target ALICE = Target.of(TargetType.SUBJECT, "default", "alice");

    private final EntrySet entries = new EntrySet(1000, 7);

    @Test
    void revokesWhatIsOlderThanTheEntryAndNothingElse() {
        revoke(ALICE, 10);

        assertThat(entries.revokedAfter(ALICE, 9)).isTrue();
        assertThat(entries.revokedAfter(ALICE, 10)).isFalse();
        assertThat(entries.revokedAfter(Target.of(TargetType.SUBJECT, "default", "bob"), 0))
                .isFalse();
    }

    @Test
    void theVersionChangesExactlyWhenMoreMayBeFound() {
        long empty = entries.version();
        revoke(ALICE, 10);
        long once = entries.version();
        revoke(ALICE, 10);
        revoke(ALICE, 9);
        assertThat(entries.version()).as("no news").isEqualTo(once);
        revoke(ALICE, 20);
        long newer = entries.version();
        add(entry(TargetType.SUBJECT, ALICE, Effect.INVALIDATE, 10), 1);
        long invalidated = entries.version();

        entries.dropEnded(50);

        assertThat(entries.version()).as("what ends is found no more").isEqualTo(invalidated);
        assertThat(new long[] {0, empty, once, newer, invalidated}).doesNotHaveDuplicates();
        assertThat(new EntrySet(1000, 7).version()).isNotIn(empty, once, newer, invalidated);
    }

    /** What is kept by tenant for want of room, too. */
    @Test
    void anEntryThatIsKeptByTenantChangesTheVersion() {
        var full = new EntrySet(1, 7);
        full.add(entry(TargetType.SESSION, Target.of(TargetType.SESSION, "default", "a"), Effect.REVOKE, 1), 100);
        long before = full.version();

        full.add(entry(TargetType.SESSION, Target.of(TargetType.SESSION, "default", "b"), Effect.REVOKE, 2), 100);

        assertThat(full.isCoarse()).isTrue();
        assertThat(full.version()).isNotEqualTo(before);
    }

    @Test
    void invalidatingVoidsCopiesAndNeverATokenAndBarsNothing() {
        add(entry(TargetType.SUBJECT, ALICE, Effect.INVALIDATE, 10), 100);

        assertThat(entries.anyAfter(ALICE, 9)).isTrue();
        assertThat(entries.anyAfter(ALICE, 10)).isFalse();
        assertThat(entries.revokedAfter(ALICE, 9)).isFalse();
        assertThat(entries.barred(ALICE)).isFalse();
    }

    @Test
    void revokingVoidsCopiesToo() {
        revoke(ALICE, 10);

        assertThat(entries.anyAfter(ALICE, 9)).isTrue();
    }

    @Test
    void theNewestEntryOfATargetCounts() {
        assertThat(revoke(ALICE, 10)).isTrue();
        assertThat(revoke(ALICE, 20)).isTrue();
        assertThat(revoke(ALICE, 15)).isFalse();

        assertThat(entries.revokedAfter(ALICE, 19)).isTrue();
        assertThat(entries.size()).isEqualTo(1);
    }

    @Test
    void aTargetIsBarredWhateverItsNumber() {
        Target key = Target.of(TargetType.SIGNING_KEY, "default", "k");
        add(entry(TargetType.SIGNING_KEY, key, Effect.REVOKE, 1), 100);

        assertThat(entries.barred(key)).isTrue();
        assertThat(entries.barred(ALICE)).isFalse();
    }

    @Test
    void anEntryEndsAfterItsLastSecondAndNotInIt() {
        revoke(ALICE, 10);

        entries.dropEnded(100);
        assertThat(entries.revokedAfter(ALICE, 9)).isTrue();

        entries.dropEnded(101);
        assertThat(entries.revokedAfter(ALICE, 9)).isFalse();
        assertThat(entries.size()).isZero();
    }

    @Test
    void aNewerEntryKeepsItsTarget() {
        revoke(ALICE, 10);
        add(entry(TargetType.SUBJECT, ALICE, Effect.REVOKE, 20), 200);

        entries.dropEnded(150);

        assertThat(entries.revokedAfter(ALICE, 19)).isTrue();
    }

    @Test
    void withoutRoomAnEntryIsKeptForItsWholeTenant() {
        for (int i = 0; i < 1001; i++) {
            revoke(Target.of(TargetType.SESSION, "default", "s" + i), 10 + i);
        }
        Target tenant = Target.of(TargetType.TENANT, "default", "");

        assertThat(entries.isCoarse()).isTrue();
        assertThat(entries.revokedAfter(tenant, 1009)).isTrue();
        assertThat(entries.revokedAfter(tenant, 1010)).isFalse();
        assertThat(entries.revokedAfter(Target.of(TargetType.SESSION, "default", "s0"), 9))
                .isTrue();
    }

    @Test
    void aTargetThatIsToldApartStaysSoWhicheverEffectComesSecond() {
        add(entry(TargetType.SUBJECT, ALICE, Effect.INVALIDATE, 10), 100);
        for (int i = 1; i < 1000; i++) {
            revoke(Target.of(TargetType.SUBJECT, "default", "s" + i), 10);
        }

        revoke(ALICE, 20);

        assertThat(entries.revokedAfter(ALICE, 19)).isTrue();
        assertThat(entries.revokedAfter(Target.of(TargetType.TENANT, "default", ""), 0))
                .isFalse();
        assertThat(entries.isCoarse()).isFalse();
    }

    @Test
    void thereIsRoomForEveryTenant() {
        var full = new EntrySet(1, 7);
        for (int i = 0; i < 1000; i++) {
            String tenant = "t" + i;
            Target session = Target.of(TargetType.SESSION, tenant, "s");
            full.add(new Entry(1L + i, tenant, TargetType.SESSION, session, Effect.REVOKE, 0), 100);
        }

        for (int i = 1; i < 1000; i++) {
            assertThat(full.revokedAfter(Target.of(TargetType.TENANT, "t" + i, ""), i))
                    .isTrue();
        }
    }

    @Test
    void aSigningKeyHasRoomAlways() {
        var full = new EntrySet(1, 7);
        full.add(entry(TargetType.SESSION, ALICE, Effect.REVOKE, 1), 100);
        Target key = Target.of(TargetType.SIGNING_KEY, "default", "k");

        full.add(entry(TargetType.SIGNING_KEY, key, Effect.REVOKE, 2), 100);

        assertThat(full.barred(key)).isTrue();
        assertThat(full.isCoarse()).isFalse();
    }

    @Test
    void targetsOfWhichAHalfIsZeroAreHeld() {
        for (Target target : new Target[] {new Target(0, 0), new Target(5, 0), new Target(0, 5)}) {
            revoke(target, 10);
            assertThat(entries.revokedAfter(target, 9)).isTrue();
        }
        assertThat(entries.size()).isEqualTo(3);
    }

    /** Against the plainest model: two maps. */
    @Test
    void answersAsAMapWouldWhateverComes() {
        for (int seed = 0; seed < 50; seed++) {
            new Model(new Random(seed)).run();
        }
    }

    private record Named(Target target, Effect effect) {}

    @Test
    void manyAreHeldWhileTheirTablesGrowAndLoseWhatHasEnded() {
        var many = new EntrySet(1_000_000, 7);
        var random = new Random(1);
        var targets = new Target[100_000];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = new Target(random.nextLong(), random.nextLong());
            many.add(entry(TargetType.SESSION, targets[i], Effect.REVOKE, 1 + i), i);
        }
        assertThat(many.size()).isEqualTo(targets.length);
        for (int second = 0; second < 60_000; second += 5_000) {
            many.dropEnded(second);
        }

        for (int i = 0; i < targets.length; i++) {
            boolean mayBeGone = i < 55_000;
            assertThat(many.revokedAfter(targets[i], i) || mayBeGone).isTrue();
            assertThat(many.revokedAfter(targets[i], 1 + i)).isFalse();
        }
        assertThat(many.size()).isBetween(45_000, 55_000);
    }

    @Test
    void bytesAreFoundEqualEightAtATimeAsOneByOne() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long a = random.nextLong();
            long b = a;
            long plain = 0;
            for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
                b ^= random.nextBoolean() ? 0 : (long) random.nextInt(256) << at;
                plain |= (byte) (a >>> at) == (byte) (b >>> at) ? 0x80L << at : 0;
            }
            assertThat(EntryTable.equal(a, b)).isEqualTo(plain);
        }
    }

    private static final class Model {
        private final Random random;
        private final EntrySet entries;
        private final Map<Target, Long> revoked = new HashMap<>();
        private final Map<Target, Long> invalidated = new HashMap<>();
        private final Map<Named, Integer> ends = new HashMap<>();

        Model(Random random) {
            this.random = random;
            this.entries = new EntrySet(1_000_000, random.nextLong());
        }

        void run() {
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(500) == 0) {
                    drop(random.nextInt(1000));
                } else {
                    add();
                }
                Target target = target();
                long seq = random.nextInt(1000);
                assertThat(entries.revokedAfter(target, seq)).isEqualTo(revoked.getOrDefault(target, 0L) > seq);
                assertThat(entries.anyAfter(target, seq))
                        .isEqualTo(
                                Math.max(revoked.getOrDefault(target, 0L), invalidated.getOrDefault(target, 0L)) > seq);
                assertThat(entries.barred(target)).isEqualTo(revoked.containsKey(target));
                assertThat(entries.size()).isEqualTo(ends.size());
            }
        }

        private void add() {
            Target target = target();
            Effect effect = random.nextBoolean() ? Effect.REVOKE : Effect.INVALIDATE;
            long seq = 1L + random.nextInt(1000);
            int end = random.nextInt(1000);
            entries.add(entry(TargetType.SESSION, target, effect, seq), end);
            (effect == Effect.REVOKE ? revoked : invalidated).merge(target, seq, Math::max);
            ends.merge(new Named(target, effect), end, Math::max);
        }

        private void drop(int second) {
            entries.dropEnded(second);
            ends.values().removeIf(end -> end < second);
            revoked.keySet().removeIf(target -> !ends.containsKey(new Named(target, Effect.REVOKE)));
            invalidated.keySet().removeIf(target -> !ends.containsKey(new Named(target, Effect.INVALIDATE)));
        }

        /** Few, so that they meet, and of halves that are alike, so that they collide. */
        private Target target() {
            return new Target(random.nextInt(20), 1L + random.nextInt(20));
        }
    }

    private boolean revoke(Target target, long seq) {
        return add(entry(TargetType.SESSION, target, Effect.REVOKE, seq), 100);
    }

    private boolean add(Entry entry, int end) {
        return entries.add(entry, end);
    }

    private static Entry entry(TargetType type, Target target, Effect effect, long seq) {
        return new Entry(seq, "default", type, target, effect, 0);
    }
}
