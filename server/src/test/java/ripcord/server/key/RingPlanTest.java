package ripcord.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.key.KeyState.ACTIVE;
import static ripcord.server.key.KeyState.ANNOUNCED;
import static ripcord.server.key.KeyState.COMPROMISED;
import static ripcord.server.key.KeyState.GONE;
import static ripcord.server.key.KeyState.RETIRING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.policy.Policy.KeyPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;

class RingPlanTest {
    private static final Instant START = Instant.parse("2026-11-21T09:30:00Z");
    private static final Duration ROTATE = Duration.ofDays(30);
    private static final Duration ANNOUNCE = Duration.ofDays(1);
    private static final KeyPolicy POLICY = new KeyPolicy(ROTATE, ANNOUNCE, Duration.ofMinutes(15));

    private static final List<SigningAlgorithm> ALGORITHMS = List.of(SigningAlgorithm.values());

    private int made;
    private boolean held = true;
    private Instant copies = Instant.EPOCH;

    @Test
    void aNewRingSignsAtOnceAndHasAReserve() {
        var ring = plan().inOrder(List.of(), START);

        assertThat(states(ring, START)).containsExactly(ACTIVE, ANNOUNCED);
        assertThat(ring.get(1).activeAt()).isEqualTo(START.plus(ROTATE));
        assertThat(ring.get(0).retiringAt()).isEqualTo(START.plus(ROTATE));
    }

    @Test
    void aRingInOrderStaysAsItIs() {
        var ring = plan().inOrder(List.of(), START);

        assertThat(plan().inOrder(ring, START.plus(Duration.ofDays(7)))).isEqualTo(ring);
    }

    @Test
    void aKeyOfAnotherAlgorithmSignsOnlyWhenEveryJwksOfTheFormerPolicyIsOver() {
        var ring = plan().inOrder(List.of(), START);
        var change = START.plus(Duration.ofDays(3));
        copies = change.plus(Duration.ofHours(5));

        var changed = plan(SigningAlgorithm.PS256, Duration.ofMinutes(1)).inOrder(ring, change);

        assertThat(changed.getLast().activeAt()).isEqualTo(copies);
    }

    @Test
    void aJwksOfTheFormerPolicyHoldsUpAKeyForADayAtMost() {
        var ring = plan().inOrder(List.of(), START);
        var change = START.plus(Duration.ofDays(3));
        copies = change.plus(Duration.ofDays(30));

        var changed = plan(SigningAlgorithm.PS256, Duration.ofMinutes(1)).inOrder(ring, change);

        assertThat(changed.getLast().activeAt()).isEqualTo(change.plus(Duration.ofDays(1)));
    }

    @Test
    void theReserveTakesOverAtItsInstantWithoutAnybodyDoingAnything() {
        var ring = plan().inOrder(List.of(), START);
        var change = START.plus(ROTATE);

        assertThat(states(ring, change.minusMillis(1))).containsExactly(ACTIVE, ANNOUNCED);
        assertThat(states(ring, change)).containsExactly(RETIRING, ACTIVE);
        assertThat(states(ring, change.plus(RingPlan.RETIREMENT).minusMillis(1)))
                .containsExactly(RETIRING, ACTIVE);
        assertThat(states(ring, change.plus(RingPlan.RETIREMENT))).containsExactly(GONE, ACTIVE);
    }

    @Test
    void afterARotationThereIsAReserveAgain() {
        var ring = plan().inOrder(List.of(), START);
        var change = START.plus(ROTATE);

        var next = plan().inOrder(ring, change);

        assertThat(states(next, change)).containsExactly(RETIRING, ACTIVE, ANNOUNCED);
        assertThat(next.get(2).activeAt()).isEqualTo(change.plus(ROTATE));
    }

    @Test
    void aServerThatSleptThroughARotationAnnouncesBeforeTheNextOne() {
        var ring = plan().inOrder(List.of(), START);
        var late = START.plus(ROTATE.multipliedBy(3));

        var next = plan().inOrder(ring, late);

        assertThat(states(next, late)).containsExactly(GONE, ACTIVE, ANNOUNCED);
        assertThat(next.get(2).activeAt()).isEqualTo(late.plus(ANNOUNCE));
    }

    @Test
    void theReserveSignsAtOnceWhenTheActiveKeyIsCompromised() {
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        var reserve = ring.get(1).kid();
        var now = START.plus(Duration.ofHours(1));
        ring.set(0, ring.get(0).compromised(now));

        var next = plan().inOrder(ring, now);

        assertThat(states(next, now)).containsExactly(COMPROMISED, ACTIVE, ANNOUNCED);
        assertThat(next.get(1).kid()).isEqualTo(reserve);
        assertThat(next.get(1).activeAt()).isEqualTo(now);
    }

    @Test
    void aCompromisedReserveIsReplacedAndTheActiveKeyGoesOn() {
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        var active = ring.get(0).kid();
        var now = START.plus(Duration.ofHours(1));
        ring.set(1, ring.get(1).compromised(now));

        var next = plan().inOrder(ring, now);

        assertThat(states(next, now)).containsExactly(ACTIVE, COMPROMISED, ANNOUNCED);
        assertThat(next.get(0).kid()).isEqualTo(active);
    }

    @Test
    void anotherAlgorithmIsAnnouncedBeforeItSigns() {
        var ring = plan().inOrder(List.of(), START);
        var now = START.plus(Duration.ofHours(1));

        var next = plan(SigningAlgorithm.EDDSA).inOrder(ring, now);

        assertThat(states(next, now)).containsExactly(ACTIVE, GONE, ANNOUNCED);
        assertThat(next.get(0).algorithm()).isEqualTo(SigningAlgorithm.ES256);
        assertThat(next.get(2).algorithm()).isEqualTo(SigningAlgorithm.EDDSA);
        assertThat(next.get(2).activeAt()).isEqualTo(now.plus(ANNOUNCE));
        assertThat(next.get(0).retiringAt()).isEqualTo(now.plus(ANNOUNCE));
    }

    /// However long nobody looks and whatever is stolen: one key signs, one is in reserve, and a key that signed
    /// verifies for as long as its tokens can live.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneKeySignsAndOneIsInReserveWhateverHappens(long seed) {
        RandomGenerator random = new Random(seed);
        var ring = plan().inOrder(List.of(), START);
        var now = START;
        for (int i = 0; i < 200; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 20)));
            var algorithm = ALGORITHMS.get(random.nextInt(3));
            var before = new ArrayList<>(ring);
            held = random.nextBoolean();
            if (random.nextInt(10) == 0) {
                int which = random.nextInt(before.size());
                before.set(which, before.get(which).compromised(now));
            }

            ring = plan(algorithm).inOrder(before, now);

            assertThat(states(ring, now)).containsOnlyOnce(ACTIVE).containsOnlyOnce(ANNOUNCED);
            assertThat(plan(algorithm).inOrder(ring, now)).isEqualTo(ring);
            assertThat(ring).allMatch(RingPlanTest::verifiesLongEnough);
        }
    }

    private static boolean verifiesLongEnough(RingKey key) {
        var retiring = key.retiringAt();
        return retiring == null
                || !key.activeAt().isBefore(retiring)
                || retiring.plus(RingPlan.RETIREMENT).equals(key.goneAt());
    }

    @Test
    void aReserveThatSomeVerifierLacksWaitsASecondAnnounceWindow() {
        held = false;
        var ring = plan().inOrder(List.of(), START);

        assertThat(ring.get(1).activeAt()).isEqualTo(START.plus(ROTATE).plus(ANNOUNCE));
        assertThat(ring.get(0).retiringAt()).isEqualTo(ring.get(1).activeAt());
        assertThat(states(
                        plan().inOrder(ring, ring.get(1).activeAt()),
                        ring.get(1).activeAt()))
                .containsExactly(RETIRING, ACTIVE, ANNOUNCED);
    }

    @Test
    void confirmingBringsTheReserveBackToItsTimeAndNotBefore() {
        held = false;
        var ring = plan().inOrder(List.of(), START);

        held = true;
        var early = plan().inOrder(ring, START.plus(Duration.ofHours(1)));
        var late = START.plus(ROTATE).plus(Duration.ofHours(1));
        var confirmedLate = plan().inOrder(ring, late);

        assertThat(early.get(1).activeAt()).isEqualTo(START.plus(ROTATE));
        assertThat(confirmedLate.get(1).activeAt()).isEqualTo(late);
    }

    @Test
    void whoComesShortlyBeforeARotationIsWaitedFor() {
        var ring = plan().inOrder(List.of(), START);
        held = false;

        var early =
                plan().inOrder(ring, START.plus(ROTATE).minus(RingPlan.CLOSE).minusMillis(1));
        var close = plan().inOrder(ring, START.plus(ROTATE).minus(RingPlan.CLOSE));

        assertThat(early).isEqualTo(ring);
        assertThat(close.get(1).activeAt()).isEqualTo(START.plus(ROTATE).plus(ANNOUNCE));
    }

    @Test
    void aWantedReserveSignsAtOnceIfItWasAnnouncedForLongEnough() {
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        var now = START.plus(ANNOUNCE);
        ring.set(1, ring.get(1).wanted(now));

        assertThat(states(plan().inOrder(ring, now), now)).containsExactly(RETIRING, ACTIVE, ANNOUNCED);
    }

    @Test
    void aWantedReserveIsAnnouncedForNoShorterThanAnother() {
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        ring.set(1, ring.get(1).wanted(START.plus(Duration.ofHours(1))));

        var next = plan().inOrder(ring, START.plus(Duration.ofHours(1)));

        assertThat(next.get(1).activeAt()).isEqualTo(START.plus(ANNOUNCE));
    }

    @Test
    void aWantedReserveThatSomeVerifierLacksWaitsFromTheWish() {
        held = false;
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        var wish = START.plus(Duration.ofDays(10));
        ring.set(1, ring.get(1).wanted(wish));

        assertThat(plan().inOrder(ring, wish).get(1).activeAt()).isEqualTo(wish.plus(ANNOUNCE));
    }

    @Test
    void aKeyGoneLongAgoIsForgottenAndACompromisedOneNever() {
        var ring = new ArrayList<>(plan().inOrder(List.of(), START));
        ring.add(ring.get(0).compromised(START));
        ring = new ArrayList<>(plan().inOrder(ring, START.plus(ROTATE)));
        var end = START.plus(ROTATE).plus(RingPlan.RETIREMENT).plus(RingKey.REMEMBERED);

        assertThat(goneOf("kid1", plan().inOrder(ring, end.minusMillis(1)), end.minusMillis(1)))
                .isTrue();
        assertThat(goneOf("kid1", plan().inOrder(ring, end), end)).isFalse();
        assertThat(states(plan().inOrder(ring, end), end)).contains(COMPROMISED);
    }

    private static boolean goneOf(String kid, List<RingKey> ring, Instant now) {
        return ring.stream().anyMatch(key -> key.kid().equals(kid) && key.state(now) == GONE);
    }

    private RingPlan plan() {
        return plan(SigningAlgorithm.ES256);
    }

    private RingPlan plan(SigningAlgorithm algorithm) {
        return plan(algorithm, ANNOUNCE);
    }

    private RingPlan plan(SigningAlgorithm algorithm, Duration announce) {
        return new RingPlan(
                algorithm,
                new KeyPolicy(ROTATE, announce, POLICY.jwksMaxAge()),
                (wanted, now) -> RingKey.announced("kid" + ++made, wanted, now),
                _ -> held,
                copies);
    }

    private static List<KeyState> states(List<RingKey> ring, Instant now) {
        return ring.stream().map(key -> key.state(now)).toList();
    }
}
