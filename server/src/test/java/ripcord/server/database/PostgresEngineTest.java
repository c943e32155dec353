package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.Clients;

/// What is so because the store is at the other end of a connection.
class PostgresEngineTest {
    @TempDir
    Path folder;

    private Store.Server store;
    private Database database;

    @BeforeEach
    void open() {
        store = PostgresServer.store(folder.resolve("data"));
        database = Database.open(store, Clock.systemUTC());
        database.write(tx -> tx.sql().update("create table kept (n integer primary key)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private int keep(int n) {
        return database.write(tx -> tx.sql().update("insert into kept (n) values (?)", n));
    }

    private long kept() {
        return database.query(sql -> sql.number("select count(*) from kept"));
    }

    @Test
    void anEmptyDatabaseBecomesAStoreAndStaysOne(@TempDir Path other) {
        var empty = PostgresServer.empty(other);

        try (var made = Database.open(empty, Clock.systemUTC())) {
            assertThat(made.engine()).isEqualTo("postgresql");
            made.write(tx -> tx.sql().update("insert into revocation_head (one, seq, log) values (1, 7, 'x')"));
        }

        try (var again = Database.open(empty, Clock.systemUTC())) {
            long head = again.query(sql -> sql.number("select seq from revocation_head"));
            assertThat(head).isEqualTo(7);
        }
    }

    @Test
    void theClockIsTheDatabases() {
        var before = Instant.now().minusSeconds(1);

        var now = database.write(Transaction::instant);

        assertThat(now).isBetween(before, Instant.now().plusSeconds(1));
    }

    @Test
    void aFolderThatHasAStoreOfItsOwnIsRefused(@TempDir Path other) throws Exception {
        Files.createFile(other.resolve("ripcord.db"));

        assertThatThrownBy(() ->
                        Database.open(new Store.Server(store.url(), store.user(), null, other), Clock.systemUTC()))
                .hasMessageContaining("has a store of its own");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedInOneLine(@TempDir Path other) {
        var missing = new Store.Server(store.url() + "_missing", store.user(), null, other);

        assertThatThrownBy(() -> Database.open(missing, Clock.systemUTC()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is not there")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aServerThatDoesNotListenIsNamedInOneLine(@TempDir Path other) {
        var nobody = new Store.Server("jdbc:postgresql://localhost:1/x", "x", null, other);

        assertThatThrownBy(() -> Database.open(nobody, Clock.systemUTC())).hasMessageContaining("cannot be reached");
    }

    @Test
    void readersThatLostTheirConnectionReadAgainAtOnce() {
        keep(1);

        PostgresServer.killAll(store.folder());

        for (int i = 0; i < 50; i++) {
            assertThat(kept()).isOne();
        }
    }

    /// The writer's connection is ended again and again while many write.
    @Test
    void nothingThatWasAcknowledgedIsLostWhenConnectionsEndAndWhatWasKeptIsApplied() throws Exception {
        var acknowledged = ConcurrentHashMap.<Integer>newKeySet();
        var applied = ConcurrentHashMap.<Integer>newKeySet();
        var refused = ConcurrentHashMap.<Integer>newKeySet();
        var over = new AtomicInteger();
        var killing = new AtomicBoolean(true);
        try (var callers = new Clients()) {
            for (int caller = 0; caller < 8; caller++) {
                int from = caller * 10_000;
                callers.execute(() -> {
                    for (int n = from; n < from + 10_000 && killing.get(); n++) {
                        write(n, applied, acknowledged, refused);
                        over.incrementAndGet();
                    }
                });
            }
            for (int i = 0; i < 8; i++) {
                int enough = over.get() + 100;
                callers.await(() -> over.get() >= enough);
                PostgresServer.killWriter(store.folder());
            }
            killing.set(false);
        }
        awaitWriter();

        var stored = database.query(sql -> sql.list("select n from kept where n < 100000", row -> row.integer(1)));
        assertThat(acknowledged).isNotEmpty().hasSizeLessThan(over.get());
        assertThat(stored).containsAll(acknowledged).doesNotContainAnyElementsOf(refused);
        assertThat(stored).containsAll(applied);
        assertThat(applied).containsAll(acknowledged);
    }

    /// Whoever is the first to write after a connection was lost finds that out.
    private void awaitWriter() {
        for (int tries = 0; tries < 10; tries++) {
            try {
                database.check();
                return;
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                assertThat(tries).isLessThan(10);
            }
        }
        database.check();
    }

    private void write(
            int n,
            java.util.Set<Integer> applied,
            java.util.Set<Integer> acknowledged,
            java.util.Set<Integer> refused) {
        try {
            database.write(tx -> {
                tx.afterCommit(() -> applied.add(n));
                return tx.sql().update("insert into kept (n) values (?)", n);
            });
            acknowledged.add(n);
        } catch (StoreUnavailableException e) {
            refused.add(n);
        } catch (OutcomeUnknownException e) {
            assertThat(e).hasMessageContaining("commit");
        }
    }

    @Test
    void whatWasNotKeptIsNotApplied() {
        var applied = new AtomicReference<>("");
        database.write(tx -> tx.sql()
                .update("create table child (n integer references kept (n) deferrable" + " initially deferred)"));
        assertThatThrownBy(() -> database.write(tx -> {
                    tx.afterCommit(() -> applied.set("refused"));
                    return tx.sql().update("insert into child (n) values (99)");
                }))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(keep(1)).isOne();
        assertThat(applied).hasValue("");
    }

    @Test
    void aRowThatSomebodyElseHoldsIsNotWaitedForLongerThanASecond() throws Exception {
        keep(1);
        var held = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            var holder = other.submit(() -> {
                PostgresServer.holding(store.folder(), "select * from kept for update", () -> {
                    held.countDown();
                    release.await();
                });
                return true;
            });
            held.await();
            long begun = System.nanoTime();

            assertThatThrownBy(() -> database.write(tx -> tx.sql().update("update kept set n = 2 where n = 1")))
                    .isInstanceOf(StoreUnavailableException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            release.countDown();
            holder.get();
        }
        assertThat(keep(2)).isOne();
    }
}
