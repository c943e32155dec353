package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ripcord.server.Eventually.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policy;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.TenantId;

/// Sessions that end together are written down together, and everybody reads the same as if they had ended one by one.
@OnEveryStore
@Timeout(60)
class ManyEndsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Policy.SessionPolicy POLICY = Policy.DEFAULT.session();

    private final MovableClock clock = new MovableClock();
    private final List<String> told = new ArrayList<>();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
        store.endings.onEnded((tenant, session, cause) ->
                told.add(tenant + " " + session.text() + " " + cause.reason() + " " + cause.actor()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<SessionId> signIn(String subject, int number) {
        var made = new ArrayList<SessionId>();
        for (int i = 0; i < number; i++) {
            made.add(store.signIn(subject).session().id());
        }
        made.sort(Comparator.comparing(SessionId::text));
        return made;
    }

    private long number(String sql) {
        return store.database.query(each -> each.number(sql));
    }

    private void write(String sql) {
        store.database.write(tx -> tx.sql().update(sql));
    }

    /// All that an end leaves of a session, positions from `base` on.
    private record Left(Session.End end, List<String> lines, List<String> entries, List<String> told) {}

    private Map<Long, Left> left(List<SessionId> sessions, long base) {
        var left = new TreeMap<Long, Left>();
        for (var id : sessions) {
            var found = store.sessions.describe(TENANT, id).orElseThrow();
            var target = Target.of(TargetType.SESSION, TENANT, id.text());
            var entries = store.log.live().after(TENANT, 0).entries().stream()
                    .filter(entry -> entry.target().equals(target))
                    .toList();
            var lines = found.lines().stream()
                    .skip(1)
                    .map(line -> line.toString().replace("seq=" + line.seq(), "seq=" + (line.seq() - base)))
                    .toList();
            left.put(
                    entries.getFirst().seq() - base,
                    new Left(
                            found.stored().session().ended(),
                            lines,
                            entries.stream().map(ManyEndsTest::withoutPlace).toList(),
                            told.stream()
                                    .filter(each -> each.contains(id.text()))
                                    .map(each -> each.replace(id.text(), ""))
                                    .toList()));
        }
        return left;
    }

    private static String withoutPlace(Entry entry) {
        return entry.type() + " " + entry.effect() + " " + entry.expiresAt();
    }

    private void endOneByOne(List<SessionId> sessions, Cause cause) {
        store.database.write(tx -> {
            sessions.forEach(id -> store.endings.session(tx, TENANT, id, cause));
            return true;
        });
    }

    @Test
    void whatTimeEndedTogetherLeavesWhatItLeavesOneByOne() {
        var plain = signIn("plain", 20);
        var swept = signIn("swept", 20);
        clock.advance(POLICY.idle());
        long first = store.log.position();
        endOneByOne(plain, Cause.bySystem(EndReason.IDLE));
        long second = store.log.position();

        store.sweeper.sweep();

        long base = clock.instant().toEpochMilli() * 1000;
        assertThat(first).isLessThan(base);
        assertThat(left(swept, second)).isEqualTo(left(plain, base - 1)).hasSize(20);
        assertThat(told).hasSize(40);
        assertThat(number("select count(*) from revocation")).isEqualTo(40);
        assertThat(number("select seq from revocation_head")).isEqualTo(store.log.position());
    }

    @Test
    void allOthersEndedTogetherLeaveWhatTheyLeaveOneByOne() {
        var cause = Cause.of(EndReason.OTHERS, TestStore.ACTOR, "a new password");
        var plain = signIn("plain", 20);
        var others = signIn("others", 20);
        var stays = store.signIn("others").session().id();
        clock.advance(Duration.ofMinutes(1));
        endOneByOne(plain, cause);
        long base = clock.instant().toEpochMilli() * 1000;
        long between = store.log.position();

        var ended = store.sessions.endSubject(TENANT, "others", stays, cause);

        assertThat(left(others, between)).isEqualTo(left(plain, base - 1)).hasSize(20);
        assertThat(ended.seq()).isEqualTo(store.log.position());
        assertThat(ended.sessions()).isEqualTo(20);
        assertThat(store.sessions.find(TENANT, stays)).isInstanceOf(Lookup.Alive.class);
    }

    @Test
    void whatIsDueForDifferentReasonsIsWrittenDownTogetherEachByItsOwn() {
        write("update tenant set sessions = 0");
        var loggedOut = signIn("old", 3);
        loggedOut.forEach(id -> store.sessions.end(TENANT, id, Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null)));
        clock.advance(POLICY.history().minus(POLICY.idle()));
        var idle = signIn("idle", 5);
        var ofClient = signIn("of client", 4);
        clock.advance(POLICY.idle().minusMinutes(1));
        store.database.write(tx -> tx.sql()
                .update("update session set client_id = 'leaky' where subject = 'of client' and tenant = 'default'"));
        store.sessions.endClient(TENANT, "leaky", Cause.of(EndReason.CLIENT, TestStore.ACTOR, "it leaked"));
        clock.advance(Duration.ofMinutes(1));
        var alive = signIn("alive", 2);
        int entries = store.log.live().size();

        store.sweeper.sweep();

        assertThat(number("select count(*) from session where end_reason = 'idle' and ended_by = 'system'"))
                .isEqualTo(5);
        assertThat(number("select count(*) from session where end_reason = 'client' and end_detail = 'it leaked'"))
                .isEqualTo(4);
        assertThat(number("select count(*) from session where subject = 'old'")).isZero();
        assertThat(number("select count(*) from session_history")).isEqualTo(9);
        assertThat(store.log.live().size()).isEqualTo(entries + 5);
        assertThat(told).hasSize(3 + 5 + 4);
        assertThat(idle).allMatch(id -> store.log.live().barred(Target.of(TargetType.SESSION, TENANT, id.text())));
        assertThat(ofClient).noneMatch(id -> store.log.live().barred(Target.of(TargetType.SESSION, TENANT, id.text())));
        assertThat(number("select sessions from tenant where id = 'default'")).isEqualTo(alive.size());
    }

    @Test
    void eachTenantsSessionsAreDueByItsOwnPolicyAndPauses() {
        for (var name : List.of("brief", "paused", "usual")) {
            store.tenants.create(new TenantId(name), "", _ -> {});
            signIn(name, 2);
            write("insert into subject select '" + name + "', subject, authz_ref, disabled, roles, entitlements,"
                    + " attributes, ended_seq, erased from subject where tenant = 'default' and subject = '" + name
                    + "'");
            write("update session set tenant = '" + name + "' where subject = '" + name + "'");
        }
        var brief = new Policy.SessionPolicy(Duration.ofHours(1), POLICY.absolute(), POLICY.limit(), POLICY.history());
        var policy = Policy.DEFAULT;
        store.policies.replace(
                new TenantId("brief"),
                null,
                new Policy(
                        brief,
                        policy.cookie(),
                        policy.accessToken(),
                        policy.refresh(),
                        policy.revocation(),
                        policy.keys(),
                        policy.clock(),
                        policy.outage()),
                "me");
        store.database.write(tx -> {
            store.tenants.pause(tx, store.tenants.find(new TenantId("paused")).orElseThrow(), true);
            return true;
        });
        clock.advance(Duration.ofHours(1));

        store.sweeper.sweep();
        assertThat(told).hasSize(2).allMatch(each -> each.startsWith("brief "));
        clock.advance(POLICY.idle());
        store.sweeper.sweep();

        assertThat(told.subList(2, told.size())).hasSize(2).allMatch(each -> each.startsWith("usual "));
    }

    /// Runs a sweep whose first batch finds `meanwhile` done, which it could not see when it chose what is due.
    private void sweepBehind(Consumer<Transaction> meanwhile) throws Exception {
        var writing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var before = CompletableFuture.supplyAsync(() -> store.database.write(tx -> {
            writing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            meanwhile.accept(tx);
            return true;
        }));
        writing.await();
        var sweep = CompletableFuture.runAsync(store.sweeper::sweep);
        await(() -> store.database.queueLength() > 0);
        goOn.countDown();
        assertThat(before.get()).isTrue();
        sweep.get();
    }

    private void assertAllButOneEnded(SessionId survivor) {
        assertThat(store.sessions.read(TENANT, survivor)).isInstanceOf(Lookup.Alive.class);
        assertThat(number("select count(*) from session where ended_at is null"))
                .isOne();
        assertThat(number("select count(*) from session where end_reason = 'idle'"))
                .isEqualTo(9);
        assertThat(number("select count(*) from session_history")).isEqualTo(9);
        assertThat(store.log.live().size()).isEqualTo(9);
        assertThat(told).hasSize(9).noneMatch(each -> each.contains(survivor.text()));
    }

    @Test
    void aSessionWhoseRowIsUsedAfterItWasChosenSurvives() throws Exception {
        var survivor = signIn("alice", 10).get(4);
        clock.advance(POLICY.idle());

        sweepBehind(tx -> tx.sql()
                .update(
                        "update session set last_seen_at = ? where tenant = ? and id = ?",
                        tx.now(),
                        TENANT.value(),
                        survivor.bytes()));

        assertAllButOneEnded(survivor);
    }

    @Test
    void aSessionWhoseUseIsInMemoryOnlySurvives() throws Exception {
        var survivor = signIn("alice", 10).get(4);
        clock.advance(POLICY.idle());

        sweepBehind(_ -> store.sessions.touch(TENANT, survivor, clock.instant()));

        assertAllButOneEnded(survivor);
    }

    @Test
    void aSessionThatEndedAfterItWasChosenEndsOnce() throws Exception {
        var ended = signIn("alice", 10).get(4);
        clock.advance(POLICY.idle());

        sweepBehind(tx -> store.endings.session(tx, TENANT, ended, Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null)));

        assertThat(number("select count(*) from session where end_reason = 'idle'"))
                .isEqualTo(9);
        assertThat(number("select count(*) from session where end_reason = 'logout'"))
                .isOne();
        assertThat(number("select count(*) from session_history")).isEqualTo(10);
        assertThat(store.log.live().size()).isEqualTo(10);
        assertThat(told).hasSize(10);
    }

    @Test
    void aBatchThatFailsHalfWayChangesNothingAndTheNextSweepDoesItAll() {
        signIn("alice", 10);
        clock.advance(POLICY.idle());
        long head = store.log.position();
        long taken = clock.instant().toEpochMilli() * 1000 + 4;
        write("insert into revocation select " + taken
                + ", 'other', 'session', secret, 'revoke', 1 from session limit 1");

        assertThatThrownBy(store.sweeper::sweep).hasMessageContaining("a constraint refused");

        assertThat(number("select count(*) from session where ended_at is null"))
                .isEqualTo(10);
        assertThat(number("select count(*) from session_history")).isZero();
        assertThat(number("select count(*) from revocation")).isOne();
        assertThat(number("select seq from revocation_head")).isEqualTo(head);
        assertThat(store.log.live().size()).isZero();
        assertThat(store.log.position()).isEqualTo(head);
        assertThat(told).isEmpty();

        write("delete from revocation where seq = " + taken);
        store.sweeper.sweep();

        assertThat(number("select count(*) from session where ended_at is null"))
                .isZero();
        assertThat(store.log.live().size()).isEqualTo(10);
        assertThat(told).hasSize(10);
    }

    @Test
    void aSweepTakesMoreAtATimeWhereThatTakesNoTimeAndNotWhereItDoes() {
        assertThat(sizesOfASweep(Duration.ofMillis(1), 4 * Pace.FEWEST))
                .containsExactly(Pace.FEWEST, 2 * Pace.FEWEST, Pace.FEWEST);
        assertThat(sizesOfASweep(Duration.ofMillis(200), 3 * Pace.FEWEST))
                .containsExactly(Pace.FEWEST, Pace.FEWEST, Pace.FEWEST);
    }

    private List<Integer> sizesOfASweep(Duration took, int sessions) {
        signIn("alice", sessions);
        clock.advance(POLICY.idle());
        var sizes = new ArrayList<Integer>();
        store.log.onApplied(entries -> sizes.add(entries.size()));
        var nanos = new AtomicLong();
        var around =
                new Sweeper.Around(store.tenants, store.policies, () -> nanos.addAndGet(took.toNanos()), _ -> true);

        new Sweeper(store.database, store.store, store.endings, around, clock).sweep();
        return sizes;
    }
}
