package ripcord.server.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.refresh.Refresh.Answer;
import ripcord.server.refresh.Refresh.Granted;
import ripcord.server.refresh.Refresh.How;
import ripcord.server.refresh.Refresh.Refused;
import ripcord.server.refresh.Refresh.Why;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.Lookup.Over;
import ripcord.server.session.Presenter;
import ripcord.server.session.SessionEvent;
import ripcord.server.session.SessionHistory;
import ripcord.server.session.SessionId;
import ripcord.server.signin.SignIn;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class RefresherTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Duration GRACE = Policy.DEFAULT.refresh().grace();
    private static final Duration RECOVERY = Policy.DEFAULT.refresh().recovery();
    private static final Presenter LAPTOP = TestStore.LAPTOP;
    private static final Presenter ELSEWHERE = Presenter.of("198.51.100.9", "elsewhere", "default");

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private SessionId session;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
        session = store.signIn("alice").session().id();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Refresh refresh(int generation, Presenter presenter) {
        return store.refresh(session, generation, presenter);
    }

    private void granted(How how, int newest, Refresh answer) {
        assertThat(answer).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.how()).isEqualTo(how);
            assertThat(granted.stored().refresh().newest()).isEqualTo(newest);
        });
    }

    private void isSignedOut(Why why, Refresh answer) {
        assertThat(answer).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.answer()).isEqualTo(Answer.SIGNED_OUT);
            assertThat(refused.why()).isEqualTo(why);
        });
    }

    @Test
    void theCurrentTokenIsExchanged() {
        granted(How.ROTATED, 2, refresh(1, LAPTOP));
        clock.advance(GRACE);
        granted(How.ROTATED, 3, refresh(2, LAPTOP));
    }

    @Test
    void aRetryGetsTheSameSuccessorAlsoAfterARestart() {
        granted(How.ROTATED, 2, refresh(1, LAPTOP));
        close();
        store = new TestStore(folder, clock);
        clock.advance(GRACE.minusMillis(1));

        granted(How.REPEATED, 2, refresh(1, LAPTOP));
    }

    @Test
    void aTokenSpentBeforeTheGraceEndsTheSession() {
        granted(How.ROTATED, 2, refresh(1, LAPTOP));
        clock.advance(GRACE);

        assertThat(refresh(1, ELSEWHERE)).isEqualTo(new Refused(Answer.SIGNED_OUT, Why.REUSED, LAPTOP));

        assertThat(store.sessions.find(TENANT, session)).isEqualTo(new Over(EndReason.REUSE));
        isSignedOut(Why.ENDED, refresh(2, LAPTOP));
    }

    @Test
    void theHistoryOfAReuseTellsOfBothPresenters() {
        refresh(1, LAPTOP);
        clock.advance(GRACE);
        refresh(1, ELSEWHERE);

        var end = store.sessions.describe(TENANT, session).orElseThrow().lines().getLast();

        assertThat(end.event()).isEqualTo(SessionEvent.ENDED);
        assertThat(end.about()).isEqualTo("reuse");
        assertThat(end.detail()).contains("192.0.2.0/24").hasSizeLessThanOrEqualTo(200);
        assertThat(end.where().ip()).isEqualTo("198.51.100.0/24");
        assertThat(end.where().userAgent()).isEqualTo("elsewhere");
    }

    @Test
    void aLostAnswerIsRecoveredBySamePresenterUntilTheLastInstant() {
        refresh(1, LAPTOP);
        clock.advance(RECOVERY.minusMillis(1));

        granted(How.RECOVERED, 3, refresh(1, LAPTOP));
        granted(How.REPEATED, 3, refresh(1, LAPTOP));

        assertThat(store.sessions.describe(TENANT, session).orElseThrow().lines())
                .extracting(SessionHistory.Line::event)
                .containsExactly(SessionEvent.CREATED, SessionEvent.REFRESH_RECOVERED);
    }

    @Test
    void theLastInstantOfTheRecoveryIsAlreadyTooLate() {
        refresh(1, LAPTOP);
        clock.advance(RECOVERY);

        isSignedOut(Why.REUSED, refresh(1, LAPTOP));
    }

    @Test
    void whatARecoveryVoidedIsReuse() {
        refresh(1, LAPTOP);
        clock.advance(GRACE);
        refresh(1, LAPTOP);

        isSignedOut(Why.REUSED, refresh(2, LAPTOP));
    }

    @Test
    void aTokenThatWasSeenWasNotLost() {
        refresh(1, LAPTOP);
        granted(How.REPEATED, 2, refresh(2, LAPTOP));
        clock.advance(GRACE);

        isSignedOut(Why.REUSED, refresh(1, LAPTOP));
    }

    @Test
    void aTokenOfRotationsThatTheStoreLostIsBelieved() {
        granted(How.CAUGHT_UP, 102, refresh(101, LAPTOP));
        isSignedOut(Why.REUSED, refresh(203, LAPTOP));
    }

    @Test
    void aWrongTagIsNothingAndEndsNothing() {
        var forged = new Refresher.Opened(session, 7, _ -> false);

        isSignedOut(Why.MALFORMED, store.refresher.refresh(store.tenant, Optional.of(forged), null, ELSEWHERE));
        isSignedOut(Why.MALFORMED, store.refresher.refresh(store.tenant, Optional.empty(), null, ELSEWHERE));

        assertThat(store.sessions.find(TENANT, session)).isInstanceOf(Alive.class);
    }

    @Test
    void anotherClientsTokenIsRefusedAndNotSpent() {
        var token = Optional.of(TestStore.token(session, 1));

        isSignedOut(Why.OTHER_CLIENT, store.refresher.refresh(store.tenant, token, "other", LAPTOP));

        granted(How.ROTATED, 2, store.refresher.refresh(store.tenant, token, "default", LAPTOP));
    }

    @Test
    void aSessionWithoutARefreshTokenHasNone() {
        var request = store.request("alice");
        var without = new SignIn.Request(
                request.tenant(),
                "alice",
                "default",
                request.clientKind(),
                request.amr(),
                null,
                null,
                null,
                Set.copyOf(EnumSet.of(CredentialKind.SESSION_TOKEN)),
                false,
                request.device(),
                null,
                null,
                request.actor());
        session = ((SignIn.Begun) store.signIns.signIn(without))
                .stored()
                .session()
                .id();

        isSignedOut(Why.NOT_ISSUED, refresh(1, LAPTOP));
    }

    @Test
    void unknownAndEndedLookAlike() {
        store.sessions.end(TENANT, session, Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null));
        isSignedOut(Why.ENDED, refresh(1, LAPTOP));

        session = new SessionId(1, 2);
        isSignedOut(Why.UNKNOWN, refresh(1, LAPTOP));
    }

    @Test
    void theCopyInMemoryFollows() {
        refresh(1, LAPTOP);

        var stored = ((Alive) store.sessions.find(TENANT, session)).stored();

        assertThat(stored.refresh().newest()).isEqualTo(2);
        assertThat(stored.session().lastSeenAt()).isEqualTo(clock.instant());
    }

    @Test
    void of32AtOnceOneRotatesAndAllGetTheSame() throws Exception {
        for (int generation = 1; generation <= 5; generation++) {
            int presented = generation;
            var answers = atOnce(32, () -> refresh(presented, LAPTOP));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(
                                    ((Granted) answer).stored().refresh().newest())
                            .isEqualTo(presented + 1));
            assertThat(answers)
                    .filteredOn(answer -> ((Granted) answer).how() == How.ROTATED)
                    .hasSize(1);
            clock.advance(GRACE);
        }
    }

    @Test
    void of32AtOnceWithASpentTokenNobodyGetsAnything() throws Exception {
        refresh(1, LAPTOP);
        clock.advance(GRACE);

        var answers = atOnce(32, () -> refresh(1, ELSEWHERE));

        assertThat(answers).allMatch(answer -> answer instanceof Refused);
        assertThat(answers)
                .filteredOn(new Refused(Answer.SIGNED_OUT, Why.REUSED, LAPTOP)::equals)
                .hasSize(1);
        assertThat(store.log.live().size()).isOne();
    }

    private static <T> List<T> atOnce(int callers, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = Collections.nCopies(callers, call);
            var answers = new ArrayList<T>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    /// Honest tabs of one browser, with lost answers, retries and pauses of any length, are never signed out.
    @Test
    void honestClientsAreNeverSignedOutWhateverGetsLost() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            session = store.signIn("alice-" + seed).session().id();
            int held = 1;
            for (int step = 0; step < 30; step++) {
                int presented = held;
                int tabs = 1 + random.nextInt(4);
                var answers = atOnce(tabs, () -> refresh(presented, LAPTOP));
                assertThat(answers).as("seed %d step %d", seed, step).allMatch(answer -> answer instanceof Granted);
                boolean lost = random.nextInt(4) == 0;
                if (!lost) {
                    held = ((Granted) answers.getFirst()).stored().refresh().newest();
                }
                clock.advance(Duration.ofMillis(random.nextInt(3) * GRACE.toMillis() * 3 / 4));
            }
        }
    }

    /// A thief and the owner each use what they got, whenever they like: outside the grace both soon lose the session.
    @Test
    void aThiefOutsideTheGraceIsAlwaysFound() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            session = store.signIn("alice-" + seed).session().id();
            int owners = 1;
            int thiefs = 1;
            boolean over = false;
            for (int step = 0; step < 12 && !over; step++) {
                boolean thief = step == 0 ? random.nextBoolean() : step % 2 == 0;
                var answer = refresh(thief ? thiefs : owners, thief ? ELSEWHERE : LAPTOP);
                over = answer instanceof Refused;
                if (answer instanceof Granted granted) {
                    int newest = granted.stored().refresh().newest();
                    thiefs = thief ? newest : thiefs;
                    owners = thief ? owners : newest;
                }
                clock.advance(GRACE.plusSeconds(random.nextInt(100)));
            }
            assertThat(over).as("seed %d", seed).isTrue();
        }
    }
}
