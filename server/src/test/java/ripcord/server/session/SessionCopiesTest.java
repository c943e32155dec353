package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.Endings.Cause;
import ripcord.server.subject.SubjectChange;
import ripcord.server.tenant.TenantId;

/// What a node remembers of sessions is never worth more than their rows.
@OnEveryStore
class SessionCopiesTest {
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

    private Lookup find(StoredSession session) {
        return store.sessions.find(TenantId.DEFAULT, session.session().id());
    }

    @Test
    void aCopyWhoseEntryWasForgottenIsNotBelieved() {
        var alice = store.signIn("alice");
        var before = clock.instant();
        store.sessions.end(TenantId.DEFAULT, alice.session().id(), Cause.bySystem(EndReason.ADMIN));

        // The clock runs ahead, and back: the entry has ended by then, the copy is not an hour old.
        clock.advance(RevocationLog.ENTRY_LIFE.plus(Duration.ofMinutes(1)));
        store.log.sweep();
        clock.set(before);

        assertThat(find(alice)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
    }

    @Test
    void noMoreSessionsAreKeptInMemoryThanWasSaidAndTheOthersAreFoundAllTheSame() {
        store.sessions.keepAtMost(10);
        var all = IntStream.range(0, 50).mapToObj(i -> store.signIn("user" + i)).toList();

        assertThat(all).allSatisfy(session -> assertThat(find(session)).isInstanceOf(Lookup.Alive.class));
        assertThat(store.sessions.inMemory()).isEqualTo(10);
    }

    @Test
    void copiesTakeNoMoreThanHalfOfTheHeapWhateverWasAskedFor() {
        assertThat(SessionCache.fitting(10_000_000, 2L << 30)).isEqualTo(1_342_177);
        assertThat(SessionCache.fitting(200_000, 2L << 30)).isEqualTo(200_000);
        assertThat(SessionCache.fitting(10_000_000, Long.MAX_VALUE)).isEqualTo(10_000_000);
        assertThat(store.sessions.keepAtMost(Integer.MAX_VALUE))
                .isLessThanOrEqualTo((int) (Runtime.getRuntime().maxMemory() / 1_600));
    }

    @Test
    void aRowReadBeforeARotationDoesNotReplaceTheCopyAfterIt() {
        var first = store.signIn("alice");
        var cache = new SessionCache(store.log.live(), clock);
        var key = new SessionKey(TenantId.DEFAULT, first.session().id());
        var rotated =
                first.rotated(new RefreshState(2, 1, 1, clock.instant(), false, TestStore.LAPTOP), clock.instant());
        cache.put(rotated, store.log.position());

        cache.put(first, store.log.position());

        assertThat(cache.get(key))
                .extracting(copy -> copy.stored().refresh().newest())
                .isEqualTo(2);
    }

    @Test
    void whatSessionsHaveInCommonIsInMemoryOnce() {
        var signedIn = List.of(store.signIn("alice"), store.signIn("bob"));
        store.close();
        store = new TestStore(folder, clock);
        signedIn.forEach(this::find);

        var copies = signedIn.stream()
                .map(each -> store.sessions.remembered(
                        TenantId.DEFAULT, each.session().id(), clock.instant()))
                .map(copy -> copy.orElseThrow().stored())
                .toList();

        var alice = copies.getFirst();
        var bob = copies.getLast();
        assertThat(bob.session()).isEqualTo(signedIn.getLast().session());
        assertThat(bob.session().clientId()).isSameAs(alice.session().clientId());
        assertThat(bob.session().amr()).isSameAs(alice.session().amr());
        assertThat(bob.credentials()).isSameAs(alice.credentials());
    }

    @Test
    void aListNeedsOneReaderOfTheStoreAndNotTwo() throws Exception {
        store.close();
        store = new TestStore(folder, clock);
        var all = new SessionList.Filter(TenantId.DEFAULT, null, null, SessionList.State.ANY);
        int others = Math.max(2, Runtime.getRuntime().availableProcessors()) - 1;
        var held = new CountDownLatch(others);
        var done = new CountDownLatch(1);

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < others; i++) {
                callers.execute(() -> store.database.query(_ -> hold(held, done)));
            }
            held.await();

            assertThat(store.sessions.list(all, null, 10).items()).isEmpty();
            done.countDown();
        }
    }

    private static boolean hold(CountDownLatch held, CountDownLatch done) {
        held.countDown();
        try {
            return done.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAuthorizationWhoseEntryWasForgottenIsNotBelieved() {
        var reference = store.signIn("alice").authzRef();
        var before = clock.instant();
        var now = new SubjectChange(false, List.of("admin"), List.of(), Map.of());
        store.subjects.authorization(TenantId.DEFAULT, reference);
        store.subjects.put(TenantId.DEFAULT, "alice", now, TestStore.ACTOR);

        clock.advance(RevocationLog.ENTRY_LIFE.plus(Duration.ofMinutes(1)));
        store.log.sweep();
        clock.set(before);

        assertThat(store.subjects.authorization(TenantId.DEFAULT, reference))
                .hasValueSatisfying(known -> assertThat(known.roles()).containsExactly("admin"));
    }
}
