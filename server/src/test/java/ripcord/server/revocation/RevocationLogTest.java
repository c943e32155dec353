package ripcord.server.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.database.Database;
import ripcord.server.database.OnEveryStore;
import ripcord.server.database.StoreUnderTest;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class RevocationLogTest {
    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId BANK = new TenantId("bank");

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private Database database;
    private RevocationLog log;

    @BeforeEach
    void open() {
        database = StoreUnderTest.open(folder, clock);
        log = new RevocationLog(database, new SecureRandom());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        close();
        open();
    }

    private long revoke(TenantId tenant, String session) {
        return database.write(tx -> log.append(tx, tenant, Effect.REVOKE, TargetType.SESSION, session));
    }

    private static Target target(TenantId tenant, String session) {
        return Target.of(TargetType.SESSION, tenant, session);
    }

    private List<Long> positions(long after) {
        return log.live().after(null, after).entries().stream().map(Entry::seq).toList();
    }

    @Test
    void aPositionIsTheTimeInMicrosecondsAndAlwaysHigherThanTheLast() {
        long micros = clock.instant().getEpochSecond() * 1_000_000;

        long first = revoke(SHOP, "a");
        long second = revoke(SHOP, "b");

        assertThat(first).isEqualTo(micros);
        assertThat(second).isEqualTo(first + 1);
    }

    @Test
    void aClockThatGoesBackDoesNotTakeTheLogWithIt() {
        long before = revoke(SHOP, "a");
        clock.advance(Duration.ofHours(-1));

        assertThat(revoke(SHOP, "b")).isEqualTo(before + 1);
    }

    @Test
    void anEntryIsKnownBeforeItsAppenderGoesOn() {
        long seq = revoke(SHOP, "a");

        assertThat(log.position()).isEqualTo(seq);
        assertThat(log.live().revokedAfter(target(SHOP, "a"), seq - 1)).isTrue();
        assertThat(log.live().revokedAfter(target(SHOP, "a"), seq)).isFalse();
        assertThat(log.live().revokedAfter(target(BANK, "a"), 0)).isFalse();
    }

    @Test
    void invalidatingVoidsCopiesAndNoTokens() {
        long seq = database.write(tx -> log.append(tx, SHOP, Effect.INVALIDATE, TargetType.SESSION, "a"));

        assertThat(log.live().anyAfter(target(SHOP, "a"), seq - 1)).isTrue();
        assertThat(log.live().revokedAfter(target(SHOP, "a"), -1)).isFalse();
        assertThat(log.live().barred(target(SHOP, "a"))).isFalse();
    }

    @Test
    void aLaterInvalidationDoesNotHideAnEarlierRevocation() {
        long revoked = revoke(SHOP, "a");
        database.write(tx -> log.append(tx, SHOP, Effect.INVALIDATE, TargetType.SESSION, "a"));

        assertThat(log.live().revokedAfter(target(SHOP, "a"), revoked - 1)).isTrue();
        assertThat(log.live().revokedAfter(target(SHOP, "a"), revoked)).isFalse();
    }

    @Test
    void whatAFailedTransactionAppendedIsNowhere() {
        long before = revoke(SHOP, "a");

        assertThatThrownBy(() -> database.write(tx -> {
                    log.append(tx, SHOP, Effect.REVOKE, TargetType.SESSION, "b");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        long after = revoke(SHOP, "c");

        assertThat(positions(0)).containsExactly(before, after);
        assertThat(log.live().anyAfter(target(SHOP, "b"), -1)).isFalse();
        reopen();
        assertThat(positions(0)).containsExactly(before, after);
    }

    @Test
    void aRestartFindsTheSameLog() {
        var id = log.logId();
        long seq = revoke(SHOP, "a");

        reopen();

        assertThat(log.logId()).isEqualTo(id);
        assertThat(log.position()).isEqualTo(seq);
        assertThat(log.live().revokedAfter(target(SHOP, "a"), seq - 1)).isTrue();
        assertThat(revoke(SHOP, "b")).isEqualTo(seq + 1);
    }

    @Test
    void onlyTheTenantsOwnEntriesAreShownAndThePositionIsEverybodys() {
        revoke(SHOP, "a");
        long last = revoke(BANK, "b");

        var slice = log.live().after(SHOP, 0);

        assertThat(slice.entries()).extracting(Entry::tenant).containsExactly(SHOP);
        assertThat(slice.position()).isEqualTo(last);
    }

    @Test
    void anEntryLives75MinutesAndTheLastInstantIsAlreadyTooLate() {
        long seq = revoke(SHOP, "a");
        clock.advance(Duration.ofMinutes(75).minusMillis(1));
        log.sweep();
        assertThat(log.live().barred(target(SHOP, "a"))).isTrue();

        clock.advance(Duration.ofMillis(1));
        log.sweep();

        assertThat(log.live().barred(target(SHOP, "a"))).isFalse();
        assertThat(log.live().size()).isZero();
        assertThat(log.live().keptSince()).isEqualTo(seq);
        long rows = database.query(sql -> sql.number("select count(*) from revocation"));
        assertThat(rows).isZero();
    }

    @Test
    void whoeverHasSeenWhatWasSweptCanGoOnFromThereAndNobodyElse() {
        long old = revoke(SHOP, "old");
        clock.advance(Duration.ofMinutes(40));
        long young = revoke(SHOP, "young");
        clock.advance(Duration.ofMinutes(40));
        log.sweep();

        assertThat(log.live().keptSince()).isEqualTo(old);
        assertThat(positions(old)).containsExactly(young);
        reopen();
        assertThat(log.live().keptSince()).isGreaterThanOrEqualTo(old).isLessThan(young);
        assertThat(positions(log.live().keptSince())).containsExactly(young);
    }

    @Test
    void aTargetNamedAgainLivesAsLongAsItsLastEntry() {
        revoke(SHOP, "a");
        clock.advance(Duration.ofMinutes(40));
        revoke(SHOP, "a");
        clock.advance(Duration.ofMinutes(40));

        log.sweep();

        assertThat(log.live().barred(target(SHOP, "a"))).isTrue();
    }

    @Test
    void cachesHearOfAnEntryBeforeThePositionSaysSo() {
        var positions = Collections.synchronizedList(new ArrayList<Long>());
        log.onApplied(entries -> positions.add(log.position()));
        log.onPublished(() -> positions.add(log.position()));

        long before = log.position();
        long seq = revoke(SHOP, "a");

        assertThat(positions).containsExactly(before, seq);
    }

    @Test
    void readersNeverSeeALowerPositionLaterNorMissOne() throws Exception {
        int writers = 32;
        int each = 60;
        var done = new AtomicBoolean();
        var appended = Collections.synchronizedList(new ArrayList<Long>());
        try (var threads = Executors.newCachedThreadPool()) {
            var memory = threads.submit(follower(done, seq -> {
                var slice = log.live().after(null, seq);
                return new Seen(slice.entries().stream().map(Entry::seq).toList(), slice.position());
            }));
            var rows = threads.submit(follower(
                    done,
                    seq -> database.query(sql -> new Seen(
                            sql.list(
                                    "select seq from revocation where seq > ? order by seq", row -> row.number(1), seq),
                            log.head(sql)))));
            var writing = new ArrayList<java.util.concurrent.Future<?>>();
            for (int writer = 0; writer < writers; writer++) {
                int number = writer;
                writing.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        appended.addAll(appendSome(number, i));
                    }
                }));
            }
            for (var one : writing) {
                one.get();
            }
            done.set(true);
            Collections.sort(appended);
            assertThat(memory.get()).isEqualTo(appended);
            assertThat(rows.get()).isEqualTo(appended);
        }
        assertThat(positions(0)).isEqualTo(appended);
    }

    /// One to three entries in one transaction; every fifth fails.
    private List<Long> appendSome(int writer, int i) {
        try {
            return database.write(tx -> {
                var seqs = new ArrayList<Long>();
                for (int n = 0; n <= i % 3; n++) {
                    seqs.add(log.append(tx, SHOP, Effect.REVOKE, TargetType.SESSION, writer + "-" + i + "-" + n));
                }
                if (i % 5 == 4) {
                    throw new IllegalStateException("fails on purpose");
                }
                return seqs;
            });
        } catch (IllegalStateException e) {
            return List.of();
        }
    }

    private record Seen(List<Long> seqs, long position) {}

    /// Follows until all was appended, and once more.
    private static Callable<List<Long>> follower(AtomicBoolean done, LongFunction<Seen> after) {
        return () -> {
            var seen = new ArrayList<Long>();
            long reached = 0;
            boolean last;
            do {
                last = done.get();
                var more = after.apply(reached);
                for (long seq : more.seqs()) {
                    assertThat(seq).isGreaterThan(reached);
                    reached = seq;
                    seen.add(seq);
                }
                assertThat(more.position()).isGreaterThanOrEqualTo(reached);
                reached = more.position();
            } while (!last);
            return seen;
        };
    }

    @Test
    void theEntriesOfATransactionAppearTogether() throws Exception {
        var torn = new AtomicBoolean();
        var done = new AtomicBoolean();
        try (var threads = Executors.newCachedThreadPool()) {
            threads.execute(() -> {
                while (!done.get()) {
                    torn.compareAndSet(
                            false, log.live().after(null, 0).entries().size() % 3 != 0);
                    Thread.onSpinWait();
                }
            });
            for (int i = 0; i < 300; i++) {
                var name = "s" + i;
                database.write(tx -> {
                    for (int n = 0; n < 3; n++) {
                        log.append(tx, SHOP, Effect.REVOKE, TargetType.SESSION, name + n);
                    }
                    return null;
                });
            }
            done.set(true);
        }
        assertThat(torn).isFalse();
    }

    @Test
    void entriesExpireAtATimeOfTheDatabase() {
        revoke(SHOP, "a");
        Instant expected = clock.instant().plus(RevocationLog.ENTRY_LIFE);

        assertThat(log.live().after(null, 0).entries().getFirst().expiresAt()).isEqualTo(expected);
    }
}
