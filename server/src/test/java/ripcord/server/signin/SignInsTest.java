package ripcord.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.HeldWriter;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.Lookup.Over;
import ripcord.server.session.SessionId;
import ripcord.server.signin.SignIn.Begun;
import ripcord.server.signin.SignIn.Once;
import ripcord.server.signin.SignIn.Refused;
import ripcord.server.signin.SignIn.Repeated;
import ripcord.server.signin.SignIn.Why;
import ripcord.server.subject.SubjectChange;
import ripcord.server.tenancy.Erasures;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class SignInsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;

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

    private SignIn signIn(String subject, @Nullable Long ifSeq, @Nullable Once once) {
        var plain = store.request(subject);
        return store.signIns.signIn(new SignIn.Request(
                plain.tenant(),
                plain.subject(),
                plain.clientId(),
                plain.clientKind(),
                plain.amr(),
                plain.acr(),
                plain.authTime(),
                plain.audience(),
                plain.credentials(),
                plain.persistent(),
                plain.device(),
                ifSeq,
                once,
                plain.actor()));
    }

    private static SessionId id(SignIn signIn) {
        return switch (signIn) {
            case Begun begun -> begun.stored().session().id();
            case Repeated repeated -> repeated.stored().session().id();
            case Refused refused -> throw new AssertionError(refused);
        };
    }

    private void disable(String subject, boolean disabled) {
        store.subjects.put(
                TENANT, subject, new SubjectChange(disabled, List.of(), List.of(), Map.of()), TestStore.ACTOR);
    }

    @Test
    void aDisabledSubjectIsEndedAndDoesNotSignInUntilEnabled() {
        var before = id(signIn("alice", null, null));

        disable("alice", true);

        assertThat(store.sessions.find(TENANT, before)).isEqualTo(new Over(EndReason.SUBJECT));
        assertThat(signIn("alice", null, null)).isEqualTo(new Refused(Why.SUBJECT_DISABLED));
        disable("alice", false);
        assertThat(signIn("alice", null, null)).isInstanceOf(Begun.class);
        assertThat(store.sessions.find(TENANT, before)).isEqualTo(new Over(EndReason.SUBJECT));
    }

    @Test
    void aSignInThatBeganBeforeTheSubjectWasEndedIsRefused() {
        long before = store.log.position();
        long ended = store.sessions
                .endSubject(TENANT, "alice", null, Cause.of(EndReason.SUBJECT, TestStore.ACTOR, null))
                .seq();

        assertThat(signIn("alice", before, null)).isEqualTo(new Refused(Why.ENDED_SINCE));
        assertThat(signIn("alice", ended, null)).isInstanceOf(Begun.class);
        assertThat(signIn("bob", before, null)).isInstanceOf(Begun.class);
    }

    @Test
    void aSignInThatSharesACommitWithTheErasureBeforeItIsRefused() throws Exception {
        signIn("alice", null, null);
        long before = store.log.position();
        var erasures = new Erasures(store.database, store.subjects, store.store, store.endings, new SecureRandom());
        try (var writer = new HeldWriter(store.database)) {
            var erased = writer.queue(() -> erasures.erase(TENANT, "alice", TestStore.ACTOR));
            var late = writer.queue(() -> signIn("alice", before, null));
            var other = writer.queue(() -> signIn("bob", before, null));

            writer.release();

            assertThat(erased.get()).isPresent();
            assertThat(late.get()).isEqualTo(new Refused(Why.ENDED_SINCE));
            assertThat(other.get()).isInstanceOf(Begun.class);
        }
    }

    @Test
    void theSameIfAllOfSomebodyWhoNeverSignedInIsEnded() throws Exception {
        long before = store.log.position();
        try (var writer = new HeldWriter(store.database)) {
            var ended = writer.queue(
                    () -> store.sessions.endSubject(TENANT, "alice", null, Cause.bySystem(EndReason.SUBJECT)));
            var late = writer.queue(() -> signIn("alice", before, null));

            writer.release();

            assertThat(late.get()).isEqualTo(new Refused(Why.ENDED_SINCE));
            assertThat(signIn("alice", ended.get().seq(), null)).isInstanceOf(Begun.class);
        }
    }

    @Test
    void neitherARefusedSignInNorTheEndOfNobodyLeavesARow() {
        long before = store.log.position();
        store.sessions.endSubject(TENANT, "nobody", null, Cause.bySystem(EndReason.SUBJECT));
        store.sessions.endSubject(
                TENANT, "stranger", SessionId.random(new SecureRandom()), Cause.bySystem(EndReason.OTHERS));
        store.sessions.endTenant(TENANT, Cause.bySystem(EndReason.TENANT));

        assertThat(signIn("alice", before, null)).isEqualTo(new Refused(Why.ENDED_SINCE));

        long rows = store.database.query(sql -> sql.number("select count(*) from subject"));
        assertThat(rows).isZero();
    }

    @Test
    void theSameForItsClientAndItsTenant() {
        long before = store.log.position();
        long client = store.sessions
                .endClient(TENANT, "default", Cause.bySystem(EndReason.CLIENT))
                .seq();
        assertThat(signIn("alice", before, null)).isEqualTo(new Refused(Why.ENDED_SINCE));
        assertThat(signIn("alice", client, null)).isInstanceOf(Begun.class);

        long tenant = store.sessions
                .endTenant(TENANT, Cause.bySystem(EndReason.TENANT))
                .seq();
        assertThat(signIn("alice", client, null)).isEqualTo(new Refused(Why.ENDED_SINCE));
        assertThat(signIn("alice", tenant, null)).isInstanceOf(Begun.class);
    }

    @Test
    void theSameKeyAndRequestAnswerTheSameSessionAlsoAfterARestart() {
        var once = new Once("key", "k-1", "aa");
        var first = id(signIn("alice", null, once));
        close();
        store = new TestStore(folder, clock);

        var second = signIn("alice", null, once);

        assertThat(second).isInstanceOf(Repeated.class);
        assertThat(id(second)).isEqualTo(first);
        long sessions = store.database.query(sql -> sql.number("select count(*) from session"));
        assertThat(sessions).isOne();
    }

    @Test
    void ofManyAtOnceWithTheSameKeyOneBegins() throws Exception {
        var once = new Once("key", "k-1", "aa");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 32)
                    .mapToObj(_ -> (Callable<SessionId>) () -> id(signIn("alice", null, once)))
                    .toList();
            var first = id(signIn("alice", null, once));
            for (var answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void anIdempotencyKeyIsOneRequestsOfOneApiKey() {
        var first = id(signIn("alice", null, new Once("key", "k-1", "aa")));

        assertThat(signIn("alice", null, new Once("key", "k-1", "bb"))).isEqualTo(new Refused(Why.KEY_REUSED));
        assertThat(id(signIn("alice", null, new Once("other", "k-1", "aa")))).isNotEqualTo(first);
    }

    @Test
    void anIdempotencyKeyIsForgottenAfter24HoursAndNotAnInstantLater() {
        var once = new Once("key", "k-1", "aa");
        var first = id(signIn("alice", null, once));
        clock.advance(Duration.ofHours(24).minusMillis(1));
        store.signIns.sweep();
        assertThat(id(signIn("alice", null, once))).isEqualTo(first);

        clock.advance(Duration.ofMillis(1));

        assertThat(id(signIn("alice", null, once))).isNotEqualTo(first);
    }

    @Test
    void aRepeatDoesNotRaiseTheDead() {
        var once = new Once("key", "k-1", "aa");
        var first = id(signIn("alice", null, once));
        store.sessions.end(TENANT, first, Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null));

        assertThat(signIn("alice", null, once)).isEqualTo(new Refused(Why.SESSION_OVER));
    }

    /// Creating a session and ending all of a subject, at once: the session is over, or it began afterwards.
    @Test
    void nobodySlipsThroughBetweenEndingAllAndSigningIn() throws Exception {
        for (int round = 0; round < 30; round++) {
            var subject = "subject-" + round;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var begun = threads.submit(() -> (Begun) signIn(subject, null, null));
                var ended = threads.submit(() -> store.sessions.endSubject(
                        TENANT, subject, null, Cause.of(EndReason.SUBJECT, TestStore.ACTOR, null)));
                boolean alive = store.sessions.find(
                                TENANT, begun.get().stored().session().id())
                        instanceof Alive;
                ended.get();
                boolean aliveAfterwards = store.sessions.find(
                                TENANT, begun.get().stored().session().id())
                        instanceof Alive;
                assertThat(aliveAfterwards)
                        .isEqualTo(begun.get().rev() >= ended.get().seq());
                assertThat(alive || !aliveAfterwards).isTrue();
            }
        }
    }
}
