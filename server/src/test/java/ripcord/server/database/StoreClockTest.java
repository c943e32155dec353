package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import ripcord.server.MovableClock;
import ripcord.server.database.StoreClock.Verdict;

class StoreClockTest {
    private static final Duration BEAT = Duration.ofMillis(250);

    private final MovableClock own = new MovableClock();
    private final AtomicLong nanos = new AtomicLong(7);
    private final StoreClock clock = StoreClock.following(own, nanos::get);
    private Instant store = own.instant();

    @Test
    void aClockThatIsLessThanASecondOffIsGoneBy() {
        store = own.instant().plusMillis(999);

        begin();

        assertThat(clock.instant()).isEqualTo(own.instant());
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.AGREES);
        assertThat(clock.standing().offset()).isEqualTo(Duration.ofMillis(999));
    }

    @Test
    void aClockThatIsMoreThanASecondOffIsNotGoneBy() {
        own.advance(Duration.ofSeconds(5));

        begin();

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.CORRECTED);
        assertThat(clock.standing().offset()).isEqualTo(Duration.ofSeconds(-5));
    }

    @Test
    void aClockThatIsMoreThanTenMinutesOffIsNoneToBeginWith() {
        own.advance(Duration.ofMinutes(-10).minusMillis(1));

        assertThatThrownBy(this::begin)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("--database-url: the database's clock shows " + store)
                .hasMessageContaining("expected: at most 10 minutes apart");
    }

    @Test
    void aClockThatIsTenMinutesOffIsCorrected() {
        own.advance(Duration.ofMinutes(-10));

        begin();

        assertThat(clock.instant()).isEqualTo(store);
    }

    @Test
    void anAnswerThatTookOverASecondSaysNothing() {
        store = store.plusSeconds(60);
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofMillis(1001).toNanos());

        clock.begin(new StoreClock.Heard(sent, store, nanos.get()), List.of());

        assertThat(clock.instant()).isEqualTo(own.instant());
    }

    /// Then it is this machine's clock that nobody has looked at, and not the store's that was set.
    @Test
    void whatNoAnswerCameSoonEnoughForIsFoundOutWithTheFirstThatDoes() {
        own.advance(Duration.ofMinutes(5));
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofMillis(1001).toNanos());
        clock.begin(new StoreClock.Heard(sent, store, nanos.get()), List.of());

        pass(BEAT);
        pass(BEAT);

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.CORRECTED);
        assertThat(clock.standing().storeAhead()).isZero();
    }

    @Test
    void anAnswerIsTakenToHaveBeenGivenHalfWay() {
        own.advance(Duration.ofSeconds(-30));
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofMillis(400).toNanos());

        clock.begin(new StoreClock.Heard(sent, store, nanos.get()), List.of());

        assertThat(clock.instant()).isEqualTo(store.plusMillis(200));
    }

    @Test
    void settingThisMachinesClockMovesNothing() {
        begin();
        var told = told();

        own.advance(Duration.ofMinutes(9));
        assertThat(clock.instant()).isEqualTo(store);
        pass(BEAT);

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(told).containsExactly(Verdict.CORRECTED);
    }

    @Test
    void aMachineWhoseClockIsSetFarOffIsUnfitUntilItIsSetRight() {
        begin();
        var told = told();

        own.advance(Duration.ofMinutes(-11));
        pass(BEAT);
        assertThat(clock.instant()).isEqualTo(store);
        own.advance(Duration.ofMinutes(11));
        pass(BEAT);

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(told).containsExactly(Verdict.UNFIT, Verdict.AGREES);
    }

    @Test
    void aClockAtTheVeryBoundIsNotUnfitEverySecondBeat() {
        begin();
        var told = told();

        own.advance(Duration.ofMinutes(10).plusMillis(1));
        pass(BEAT);
        own.advance(Duration.ofMillis(-2));
        pass(BEAT);

        assertThat(told).containsExactly(Verdict.UNFIT);
    }

    @Test
    void aStoreWhoseClockIsSetIsNotFollowed() {
        begin();
        var told = told();

        for (var jump : List.of(Duration.ofHours(1), Duration.ofHours(-3))) {
            store = store.plus(jump);
            pass(BEAT);
            pass(BEAT);
            assertThat(clock.instant()).isEqualTo(own.instant());
            assertThat(clock.during(store).get()).isEqualTo(own.instant());
        }

        assertThat(told).containsExactly(Verdict.STORE_ASTRAY);
        assertThat(clock.standing().storeAhead()).isEqualTo(Duration.ofHours(-2));
    }

    @Test
    void aStoreWhoseClockIsSetRightAgainIsGoneByAgain() {
        begin();
        store = store.plusSeconds(100);
        pass(BEAT);
        pass(BEAT);
        var told = told();

        store = store.minusSeconds(100);
        pass(BEAT);
        pass(BEAT);

        assertThat(told).containsExactly(Verdict.STORE_ASTRAY, Verdict.AGREES);
        assertThat(clock.standing().storeAhead()).isZero();
        assertThat(clock.during(store.plusMillis(10)).get()).isEqualTo(store.plusMillis(10));
    }

    @Test
    void oneAnswerAloneSaysNothingOfTheStoresClock() {
        begin();
        var told = told();

        compare(store.plusSeconds(90));
        pass(BEAT);
        compare(store.plusSeconds(90));
        compare(store.minusSeconds(90));

        assertThat(told).isEmpty();
        assertThat(clock.instant()).isEqualTo(own.instant());
    }

    /// Between the setting of the store's clock and the beat that sees it.
    @Test
    void noTransactionGoesByAStoreThatIsAstray() {
        begin();

        var during = clock.during(store.plusSeconds(600)).get();

        assertThat(during).isEqualTo(own.instant());
    }

    @Test
    void aMachineThatSleptGoesByTheStore() {
        begin();
        var steps = new AtomicInteger();
        clock.onStepped(steps::incrementAndGet);

        own.advance(Duration.ofHours(1));
        store = store.plus(Duration.ofHours(1));
        pass(BEAT);
        pass(BEAT);

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.AGREES);
        assertThat(steps).hasValue(1);
    }

    @Test
    void aClockThatDriftsIsLeftBehindWithoutAJump() {
        begin();
        for (int beats = 0; beats < 400; beats++) {
            var before = clock.instant();
            own.advance(Duration.ofMillis(5));
            pass(BEAT);
            assertThat(clock.instant()).isBetween(before.plusMillis(150), before.plusMillis(350));
        }

        assertThat(clock.standing().verdict()).isEqualTo(Verdict.CORRECTED);
        assertThat(clock.instant()).isCloseTo(store, within(1, ChronoUnit.MILLIS));
    }

    @Test
    void whoComesLaterGoesByWhatTheOthersHold() {
        store = store.plus(Duration.ofHours(1));

        begin(Duration.ofSeconds(-7), Duration.ofHours(1));

        assertThat(clock.instant()).isEqualTo(own.instant());
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.STORE_ASTRAY);
    }

    /// Of others that are gone the rows stay for a while.
    @Test
    void whoAgreesWithTheStoreGoesByIt() {
        begin(Duration.ofMinutes(5));

        assertThat(clock.instant()).isEqualTo(store);
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.AGREES);
    }

    @Test
    void whatMostHoldIsGoneBy() {
        begin();
        var steps = new AtomicInteger();
        clock.onStepped(steps::incrementAndGet);

        clock.adopt(Duration.ofMinutes(2));
        pass(BEAT);

        assertThat(clock.instant()).isEqualTo(store.minusSeconds(120));
        assertThat(clock.standing().verdict()).isEqualTo(Verdict.STORE_ASTRAY);
        assertThat(steps).hasValue(1);
    }

    @Test
    void whoListensLateHearsHowItIs() {
        own.advance(Duration.ofSeconds(-3));
        begin();

        assertThat(told()).containsExactly(Verdict.CORRECTED);
    }

    @Test
    void aClockOfItsOwnIsComparedWithNothing() {
        var alone = StoreClock.alone(own);

        alone.compare(new StoreClock.Heard(0, own.instant().plusSeconds(60), 0));

        assertThat(alone.instant()).isEqualTo(own.instant());
        assertThat(alone.during(Instant.EPOCH).get()).isEqualTo(own.instant());
    }

    private List<Verdict> told() {
        var told = new ArrayList<Verdict>();
        clock.onChange(standing -> told.add(standing.verdict()));
        return told;
    }

    private void begin(Duration... held) {
        clock.begin(new StoreClock.Heard(nanos.get(), store, nanos.get()), List.of(held));
    }

    private void pass(Duration span) {
        nanos.addAndGet(span.toNanos());
        own.advance(span);
        store = store.plus(span);
        compare(store);
    }

    private void compare(Instant shown) {
        clock.compare(new StoreClock.Heard(nanos.get(), shown, nanos.get()));
    }
}
