package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.Lookup.Over;
import ripcord.server.session.Lookup.Unknown;
import ripcord.server.session.SessionList.Cursor;
import ripcord.server.session.SessionList.Filter;
import ripcord.server.session.SessionList.State;
import ripcord.server.signin.SignIn;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class SessionsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Duration IDLE = Policy.DEFAULT.session().idle();
    private static final Duration ABSOLUTE = Policy.DEFAULT.session().absolute();
    private static final Duration INSTANT = Duration.ofMillis(1);

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private SessionId signIn(String subject) {
        return store.signIn(subject).session().id();
    }

    private Lookup find(SessionId id) {
        return store.sessions.find(TENANT, id);
    }

    private void use(SessionId id) {
        assertThat(find(id)).isInstanceOf(Alive.class);
        store.sessions.touch(TENANT, id, clock.instant());
    }

    private static Cause because(EndReason reason) {
        return Cause.of(reason, TestStore.ACTOR, "said so");
    }

    @Test
    void aSessionIsFoundAsItWasBegunAlsoAfterARestart() {
        var begun = store.signIn("alice");
        var inMemory = ((Alive) find(begun.session().id())).stored();

        reopen();
        var fromRow = ((Alive) find(begun.session().id())).stored();

        assertThat(inMemory.session()).isEqualTo(begun.session());
        assertThat(fromRow.session()).isEqualTo(begun.session());
        assertThat(fromRow.secret().reveal()).isEqualTo(begun.secret().reveal());
        assertThat(fromRow.credentials()).isEqualTo(begun.credentials());
        assertThat(fromRow.refresh()).isEqualTo(RefreshState.FIRST);
        assertThat(fromRow.authzRef()).isEqualTo(begun.authzRef());
    }

    @Test
    void aSessionOfAnotherTenantIsUnknown() {
        store.tenants.create(new TenantId("other"), "", _ -> {});

        assertThat(store.sessions.find(new TenantId("other"), signIn("alice"))).isEqualTo(new Unknown());
    }

    @Test
    void anEndedSessionIsOverAtOnceAndAfterARestart() {
        var id = signIn("alice");
        use(id);

        var ended = store.sessions.end(TENANT, id, because(EndReason.ADMIN)).orElseThrow();

        assertThat(ended.sessions()).isOne();
        assertThat(ended.at()).isEqualTo(clock.instant());
        assertThat(find(id)).isEqualTo(new Over(EndReason.ADMIN));
        reopen();
        assertThat(find(id)).isEqualTo(new Over(EndReason.ADMIN));
    }

    @Test
    void endingTwiceKeepsTheFirstReasonAndAnswersAPositionThatCoversIt() {
        var id = signIn("alice");
        var first = store.sessions.end(TENANT, id, because(EndReason.LOGOUT)).orElseThrow();

        var second = store.sessions.end(TENANT, id, because(EndReason.ADMIN)).orElseThrow();

        assertThat(second.sessions()).isZero();
        assertThat(second.seq()).isGreaterThanOrEqualTo(first.seq());
        assertThat(find(id)).isEqualTo(new Over(EndReason.LOGOUT));
    }

    @Test
    void endingWhatIsNotThereIsNothing() {
        assertThat(store.sessions.end(TENANT, new SessionId(1, 2), because(EndReason.ADMIN)))
                .isEmpty();
        assertThat(store.log.live().size()).isZero();
    }

    @Test
    void endingASubjectEndsAllOfItAndNothingElse() {
        var laptop = signIn("alice");
        var phone = signIn("alice");
        var bob = signIn("bob");

        var ended = store.sessions.endSubject(TENANT, "alice", null, because(EndReason.SUBJECT));

        assertThat(ended.sessions()).isEqualTo(2);
        assertThat(find(laptop)).isEqualTo(new Over(EndReason.SUBJECT));
        assertThat(find(phone)).isEqualTo(new Over(EndReason.SUBJECT));
        assertThat(find(bob)).isInstanceOf(Alive.class);
        assertThat(store.log.live().revokedAfter(Target.of(TargetType.SUBJECT, TENANT, "alice"), ended.seq() - 1))
                .isTrue();
    }

    @Test
    void endingTheOthersLeavesTheOneThatAsked() {
        var mine = signIn("alice");
        var first = signIn("alice");
        var second = signIn("alice");

        var ended = store.sessions.endSubject(TENANT, "alice", mine, because(EndReason.OTHERS));

        assertThat(ended.sessions()).isEqualTo(2);
        assertThat(List.of(find(first), find(second))).containsOnly(new Over(EndReason.OTHERS));
        assertThat(find(mine)).isInstanceOf(Alive.class);
        assertThat(store.log.live().after(null, 0).entries())
                .extracting(entry -> entry.target())
                .contains(
                        Target.of(TargetType.SESSION, TENANT, first.text()),
                        Target.of(TargetType.SESSION, TENANT, second.text()))
                .doesNotContain(Target.of(TargetType.SUBJECT, TENANT, "alice"));
    }

    @Test
    void endingAClientOrATenantEndsWhatBeganBeforeAndNotWhatBeginsAfter() {
        var before = signIn("alice");
        store.sessions.endClient(TENANT, "default", because(EndReason.CLIENT));
        assertThat(find(before)).isEqualTo(new Over(EndReason.CLIENT));
        var between = signIn("alice");
        assertThat(find(between)).isInstanceOf(Alive.class);

        store.sessions.endTenant(TENANT, because(EndReason.TENANT));
        var after = signIn("alice");

        reopen();
        assertThat(find(between)).isEqualTo(new Over(EndReason.TENANT));
        assertThat(find(after)).isInstanceOf(Alive.class);
    }

    @Test
    void whoSignsInAgainInTheSameMomentIsSignedIn() {
        signIn("alice");
        long seq = store.sessions
                .endSubject(TENANT, "alice", null, because(EndReason.SUBJECT))
                .seq();

        var again = store.signIns.signIn(store.request("alice"));

        var begun = (SignIn.Begun) again;
        assertThat(begun.rev()).isGreaterThanOrEqualTo(seq);
        reopen();
        assertThat(find(begun.stored().session().id())).isInstanceOf(Alive.class);
    }

    @Test
    void theLastInstantOfTheIdleTimeIsAlreadyTooLate() {
        var id = signIn("alice");
        clock.advance(IDLE.minus(INSTANT));
        assertThat(find(id)).isInstanceOf(Alive.class);

        clock.advance(INSTANT);

        assertThat(find(id)).isEqualTo(new Over(EndReason.IDLE));
    }

    @Test
    void everyUseMovesTheIdleEndAndNothingMovesTheAbsoluteOne() {
        var id = signIn("alice");
        var end = clock.instant().plus(ABSOLUTE);
        for (int generation = 1; clock.instant().plus(IDLE).isBefore(end); generation++) {
            clock.advance(IDLE.minus(Duration.ofMinutes(1)));
            use(id);
            store.sweeper.writeUses();
            store.refresh(id, generation, TestStore.LAPTOP);
        }
        var session = ((Alive) find(id)).stored().session();
        assertThat(session.expiresAt()).isEqualTo(end);

        clock.set(end.minus(INSTANT));
        assertThat(find(id)).isInstanceOf(Alive.class);
        clock.advance(INSTANT);
        assertThat(find(id)).isEqualTo(new Over(EndReason.ABSOLUTE));
    }

    @Test
    void aUseIsKnownBeforeItIsWrittenAndWrittenBeforeAMinuteIsOver() {
        var id = signIn("alice");
        clock.advance(IDLE.minus(Duration.ofMinutes(2)));
        use(id);
        clock.advance(Duration.ofMinutes(3));
        assertThat(find(id)).isInstanceOf(Alive.class);

        store.sweeper.writeUses();
        reopen();

        assertThat(find(id)).isInstanceOf(Alive.class);
    }

    @Test
    void usesWithinTheSameMinuteAreNotedOnce() {
        var id = signIn("alice");
        clock.advance(Duration.ofSeconds(59));
        use(id);
        assertThat(store.store.lastSeen().some(10)).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        use(id);
        use(id);

        assertThat(store.store.lastSeen().some(10)).containsOnlyKeys(new SessionKey(TENANT, id));
        store.sweeper.writeUses();
        assertThat(store.store.lastSeen().some(10)).isEmpty();
    }

    @Test
    void aCopyInMemoryIsNotBelievedThatItIsIdle() {
        var id = signIn("alice");
        clock.advance(IDLE);
        // As another node would, past this one's memory.
        store.database.write(tx -> tx.sql().update("update session set last_seen_at = ?", tx.now()));

        assertThat(find(id)).isInstanceOf(Alive.class);
    }

    @Test
    void aShorterIdleTimeCountsAtOnce() {
        var id = signIn("alice");
        use(id);
        clock.advance(Duration.ofMinutes(10));
        var policy = Policy.DEFAULT;
        var shorter = new Policy(
                new Policy.SessionPolicy(
                        Duration.ofMinutes(5), ABSOLUTE, Policy.SessionLimit.NONE, Duration.ofDays(90)),
                policy.cookie(),
                policy.accessToken(),
                policy.refresh(),
                policy.revocation(),
                policy.keys(),
                policy.clock(),
                policy.outage());

        store.policies.replace(TENANT, null, shorter, "test");

        assertThat(find(id)).isEqualTo(new Over(EndReason.IDLE));
    }

    @Test
    void aPositionAnsweredIsNeverBeforeWhatThisNodeHasApplied() {
        var id = signIn("alice");
        long later = store.sessions
                .endSubject(TENANT, "bob", null, because(EndReason.SUBJECT))
                .seq();

        assertThat(((Alive) find(id)).asOf()).isEqualTo(later);
    }

    @Test
    void aPageFollowsAnotherWithoutGapOrRepetition() {
        var expected = new HashSet<SessionId>();
        for (int i = 0; i < 25; i++) {
            expected.add(signIn("alice"));
            clock.advance(Duration.ofMillis(i % 3));
        }
        signIn("bob");
        var filter = new Filter(TENANT, "alice", null, State.ANY);

        var seen = new ArrayList<SessionId>();
        Cursor after = null;
        do {
            var page = store.sessions.list(filter, after, 7);
            page.items().forEach(session -> seen.add(session.id()));
            after = page.next().flatMap(Cursor::parse).orElse(null);
        } while (after != null);

        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aListTellsWhoIsAliveAlsoWhereNoRowSaysSoYet() {
        var alive = signIn("alice");
        var ended = signIn("alice");
        store.sessions.end(TENANT, ended, because(EndReason.LOGOUT));
        store.sessions.endClient(TENANT, "other", because(EndReason.CLIENT));
        var states = List.of(State.ALIVE, State.ENDED, State.ANY);

        var before = states.stream().map(this::listed).toList();
        clock.advance(IDLE);
        var idle = states.stream().map(this::listed).toList();

        assertThat(before).containsExactly(List.of(alive), List.of(ended), before.get(2));
        assertThat(before.get(2)).containsExactlyInAnyOrder(alive, ended);
        assertThat(idle.get(0)).isEmpty();
        assertThat(idle.get(1)).containsExactlyInAnyOrder(alive, ended);
    }

    private List<SessionId> listed(State state) {
        return store.sessions.list(new Filter(TENANT, null, "default", state), null, 100).items().stream()
                .map(Session::id)
                .toList();
    }

    @Test
    void theHistoryTellsWhoBeganAndWhoEndedIt() {
        var id = signIn("alice");
        clock.advance(Duration.ofMinutes(1));
        var ended = store.sessions.end(TENANT, id, because(EndReason.ADMIN)).orElseThrow();

        var history = store.sessions.describe(TENANT, id).orElseThrow();

        assertThat(history.lines())
                .extracting(SessionHistory.Line::event, SessionHistory.Line::actor, SessionHistory.Line::seq)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(SessionEvent.CREATED, "api_key:test", null),
                        org.assertj.core.groups.Tuple.tuple(SessionEvent.ENDED, "api_key:test", ended.seq()));
        assertThat(history.stored().session().ended())
                .isEqualTo(new Session.End(clock.instant(), EndReason.ADMIN, "api_key:test", "said so"));
    }

    @Test
    void aTokenKeyIsNeededAsLongAsASessionUnderItLives() {
        var id = signIn("alice");
        assertThat(store.sessions.anyUnder(1)).isTrue();

        store.sessions.end(TENANT, id, because(EndReason.ADMIN));

        assertThat(store.sessions.anyUnder(1)).isFalse();
    }

    @Test
    void anIdHasOneSpelling() {
        var id = signIn("alice");
        var text = id.text();
        // The last character carries four bits that must be zero.
        var other = text.substring(0, 21) + (char) (text.charAt(21) + 1);

        assertThat(SessionId.parse(text)).contains(id);
        assertThat(SessionId.parse(other)).isEmpty();
        assertThat(SessionId.parse(text + "A")).isEmpty();
        assertThat(SessionId.parse("=".repeat(22))).isEmpty();
    }

    @Test
    void aSecretDoesNotPrintItself() {
        assertThat(store.signIn("alice").toString()).contains("SessionSecret[redacted]");
    }
}
