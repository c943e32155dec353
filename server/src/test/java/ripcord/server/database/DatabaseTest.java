package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

@OnEveryStore
class DatabaseTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = StoreUnderTest.open(folder, clock);
        database.write(tx -> tx.sql().update("create table if not exists kept (n integer primary key)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        database.close();
        database = StoreUnderTest.open(folder, clock);
    }

    private int keep(int n) {
        return database.write(tx -> tx.sql().update("insert into kept (n) values (?)", n));
    }

    private List<Long> kept() {
        return database.query(sql -> sql.list("select n from kept order by n", row -> row.number(1)));
    }

    private long count(String table) {
        return database.query(sql -> sql.number("select count(*) from " + table));
    }

    @Test
    void whatWasWrittenIsThereAfterOpeningAgain() {
        keep(7);

        reopen();

        assertThat(kept()).containsExactly(7L);
    }

    @Test
    void aUnitThatFailsLeavesNothingBehindAndTakesNoneOfTheOthersWithIt() throws Exception {
        var acknowledged = ConcurrentHashMap.<Integer>newKeySet();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 700)
                    .forEach(n -> callers.execute(() -> {
                        try {
                            database.write(tx -> {
                                tx.sql().update("insert into kept (n) values (?)", n);
                                if (n % 7 == 0) {
                                    throw new IllegalArgumentException("seven");
                                }
                                return n;
                            });
                            acknowledged.add(n);
                        } catch (IllegalArgumentException e) {
                            assertThat(n % 7).isZero();
                        }
                    }));
        }

        reopen();

        assertThat(acknowledged).hasSize(600);
        assertThat(kept()).hasSize(600).allMatch(n -> acknowledged.contains(n.intValue()));
    }

    @Test
    void whatFollowsTheCommitRunsInOrderAndBeforeTheCallerGoesOn() {
        var ran = Collections.synchronizedList(new ArrayList<Integer>());
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                callers.execute(() -> {
                    int order = database.write(tx -> {
                        int n = (int) tx.sql().number("select coalesce(max(n), 0) + 1 from kept");
                        tx.sql().update("insert into kept (n) values (?)", n);
                        tx.afterCommit(() -> ran.add(n));
                        return n;
                    });
                    assertThat(ran).contains(order);
                });
            }
        }
        assertThat(ran).isSorted().hasSize(200);
    }

    @Test
    void nothingFollowsAUnitThatFailed() {
        var ran = new AtomicBoolean();

        assertThatThrownBy(() -> database.write(tx -> {
                    tx.afterCommit(() -> ran.set(true));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");

        assertThat(keep(1)).isOne();
        assertThat(ran).isFalse();
    }

    @Test
    void aCommitThatFailsIsNeverSuccessAndTheNextOneWorks() {
        database.write(tx ->
                tx.sql().update("create table child (n integer references kept (n) deferrable initially deferred)"));

        assertThatThrownBy(() -> database.write(tx -> tx.sql().update("insert into child (n) values (99)")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(keep(5)).isOne();
        assertThat(count("child")).isZero();
    }

    @Test
    void aReaderSeesOneSnapshotHoweverMuchIsWrittenMeanwhile() {
        keep(1);

        var seen = database.query(sql -> {
            long before = sql.number("select count(*) from kept");
            keepFromAnotherThread(2);
            return List.of(before, sql.number("select count(*) from kept"));
        });

        assertThat(seen).containsExactly(1L, 1L);
        assertThat(kept()).containsExactly(1L, 2L);
    }

    private void keepFromAnotherThread(int n) {
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            other.execute(() -> keep(n));
        }
    }

    @Test
    void aReaderCannotWrite() {
        assertThatThrownBy(() -> database.query(sql -> sql.update("delete from kept")))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aUnitThatWouldWaitForAnotherOneIsRefused() {
        assertThatThrownBy(() -> database.write(tx -> database.write(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingAnswersEverybodyWhoWaits() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = callers.submit(() -> database.write(tx -> {
                begun.countDown();
                await(go);
                return tx.sql().update("insert into kept (n) values (1)");
            }));
            begun.await();
            var closing = callers.submit(database::close);
            go.countDown();
            assertThat(slow.get()).isOne();
            closing.get();
            assertThatThrownBy(() -> keep(2)).isInstanceOf(StoreUnavailableException.class);
        }
        database = StoreUnderTest.open(folder, clock);
        assertThat(kept()).containsExactly(1L);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
