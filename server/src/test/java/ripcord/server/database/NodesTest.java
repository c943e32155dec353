package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ripcord.server.Eventually.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several servers on one PostgreSQL, each with something in memory that the others change.
class NodesTest {
    private static final String TOPIC = "count";

    @TempDir
    Path folder;

    private Server one;
    private Server two;

    /// A server that holds rows in memory.
    private static final class Server implements AutoCloseable {
        private final Database database;
        private boolean open = true;
        private final Map<String, Long> memory = new ConcurrentHashMap<>();

        Server(Store.Server store) {
            database = Database.open(store, Clock.systemUTC());
            database.onTold(TOPIC, (sql, about) -> {
                long read = sql.number("select n from counted where name = ?", about);
                return () -> memory.put(about, read);
            });
            database.join();
        }

        long add(String name) {
            return database.write(tx -> add(tx, name));
        }

        long add(Transaction tx, String name) {
            long next = tx.sql()
                    .number(
                            "insert into counted (name, n) values (?, 1)"
                                    + " on conflict (name) do update set n = counted.n + 1 returning n",
                            name);
            tx.tell(TOPIC, name);
            tx.afterCommit(() -> memory.put(name, next));
            return next;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                database.close();
            }
        }
    }

    @BeforeEach
    void open() {
        var store = PostgresServer.store(folder);
        PostgresServer.executeIn(folder, "create table counted (name text primary key, n bigint not null)");
        one = new Server(beside(store, "one"));
        two = new Server(beside(store, "two"));
    }

    private Store.Server beside(Store.Server store, String name) {
        return new Store.Server(store.url(), store.user(), null, folder.resolve(name));
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    @Test
    void whatOneServerChangedIsInTheMemoryOfTheOtherWhenItIsAcknowledged() {
        for (int i = 0; i < 200; i++) {
            var writes = i % 2 == 0 ? one : two;
            var reads = i % 2 == 0 ? two : one;

            long added = writes.add("a");

            assertThat(reads.memory.get("a")).isEqualTo(added);
        }
    }

    /// Of what two servers write at the same time each ends up with the last.
    @Test
    void memoriesAgreeWhenAllIsQuietHoweverManyWriteAtOnceAndWhateverBreaks() throws Exception {
        var tried = new Semaphore(0);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 8; caller++) {
                var server = caller % 2 == 0 ? one : two;
                callers.execute(() -> {
                    for (int i = 0; i < 60; i++) {
                        tryToAdd(server, "n" + i % 5);
                        tried.release();
                    }
                });
            }
            for (int i = 0; i < 5; i++) {
                assertThat(tried.tryAcquire(80, 60, TimeUnit.SECONDS)).isTrue();
                PostgresServer.killAll(folder);
            }
        }

        awaitAdded("last");
        var stored = one.database.query(
                sql -> sql.list("select name, n from counted", row -> Map.entry(row.text(1), row.number(2))));
        assertThat(stored).isNotEmpty();
        assertThat(one.memory.entrySet()).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(two.memory.entrySet()).containsExactlyInAnyOrderElementsOf(stored);
    }

    private static void tryToAdd(Server server, String name) {
        try {
            server.add(name);
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            assertThat(e).hasMessageNotContaining("not applied");
        }
    }

    private void awaitAdded(String name) {
        for (int tries = 0; ; tries++) {
            try {
                one.database.lease().await(Duration.ofSeconds(5));
                two.database.lease().await(Duration.ofSeconds(5));
                one.add(name);
                return;
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                assertThat(tries).isLessThan(20);
            }
        }
    }

    @Test
    void aUnitOfWorkDecidesByMemoryThatHasAllThatOthersCommitted() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var server : java.util.List.of(one, two)) {
                callers.execute(() -> {
                    for (int i = 0; i < 150; i++) {
                        server.database.write(tx -> {
                            long before = server.memory.getOrDefault("m", 0L);
                            long stored =
                                    tx.sql().number("select coalesce((select n from counted where name = 'm'), 0)");
                            assertThat(before).isEqualTo(stored);
                            long next = tx.sql()
                                    .number("insert into counted (name, n) values ('m', 1) on conflict (name)"
                                            + " do update set n = counted.n + 1 returning n");
                            tx.tell(TOPIC, "m");
                            tx.afterCommit(() -> server.memory.put("m", next));
                            return next;
                        });
                    }
                });
            }
        }
        assertThat(one.memory.get("m")).isEqualTo(300);
    }

    @Test
    void aServerThatDoesNotAnswerHoldsAnAcknowledgementUpForALeaseAtMostAndIsForgotten() {
        PostgresServer.executeIn(
                folder, "insert into node (id, version, joined_at, beat, applied) values ('ghost', '0', 0, 1, 0)");
        long begun = System.nanoTime();

        one.add("a");

        var waited = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(waited).isBetween(Lease.LENGTH, Lease.LENGTH.plusSeconds(2));
        await(() -> one.database.query(sql -> sql.number("select count(*) from node where id = 'ghost'")) == 0);
    }

    @Test
    void whatNobodyAwaitsDoesNotWaitForAServerThatDoesNotAnswerAndIsReadByTheOthers() {
        PostgresServer.executeIn(
                folder, "insert into node (id, version, joined_at, beat, applied) values ('ghost', '0', 0, 1, 0)");
        long begun = System.nanoTime();

        long added = one.database.writeUnawaited(tx -> one.add(tx, "a"));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Lease.LENGTH);
        await(() -> two.memory.get("a") != null);
        assertThat(two.memory.get("a")).isEqualTo(added);
    }

    @Test
    void aServerThatCannotCommitHasNoLeaseAndNoEvidenceAndGetsBothBack() throws Exception {
        PostgresServer.holding(folder, "lock table node in exclusive mode", () -> {
            await(() -> !one.database.lease().isHeld());
            long now = System.nanoTime();
            assertThat(now - one.database.lease().evidence(now)).isGreaterThanOrEqualTo(Lease.LENGTH.toNanos());
            assertThatThrownBy(() -> one.database.lease().await(Duration.ofMillis(100)))
                    .isInstanceOf(StoreUnavailableException.class);
        });

        one.database.lease().await(Duration.ofSeconds(10));
        long now = System.nanoTime();
        assertThat(now - one.database.lease().evidence(now)).isLessThan(Lease.LENGTH.toNanos());
    }

    @Test
    void oneOfThemDoesWhatIsToBeDoneOnceAndTheOtherWhenItHasGone() {
        awaitFirst(one);
        assertThat(two.database.isFirst()).isFalse();

        one.close();

        awaitFirst(two);
    }

    private static void awaitFirst(Server server) {
        await(server.database::isFirst);
    }

    @Test
    void aServerWhoseStoreLacksWhatItShowedStops() {
        one.add("a");
        var why = new AtomicReference<String>("");
        one.database.onLost(why::set);

        PostgresServer.executeIn(folder, "delete from change where seq > 1");

        await(() -> !why.get().isEmpty());
        assertThat(why.get()).contains("does not have what it showed");
        assertThatThrownBy(() -> one.add("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatServersStandOnIsNotSweptAway() {
        one.add("a");
        PostgresServer.executeIn(folder, "update change set at = 0");
        one.add("b");

        one.database.sweep();

        long left = one.database.query(sql -> sql.number("select count(*) from change"));
        assertThat(left).isEqualTo(2);
    }

    /// As if the reader's connection led to a primary that was left behind. Nobody has a turn meanwhile, so that no
    /// server can give back what is lost.
    @Test
    void whatIsOlderThanMemoryIsNotRead() throws Exception {
        one.add("a");
        var turn = "select pg_advisory_xact_lock(" + PostgresEngine.TURN + ", hashtext(current_schema()))";

        PostgresServer.holding(folder, turn, () -> {
            PostgresServer.executeIn(folder, "update change set seq = seq - 1000000000");

            assertThatThrownBy(() -> one.database.query(sql -> sql.number("select count(*) from counted")))
                    .isInstanceOf(StoreUnavailableException.class);
        });
    }

    @Test
    void whoeverReliesOnWhatAnotherDidWaitsForItToo() throws Exception {
        one.add("a");
        PostgresServer.executeIn(
                folder, "insert into node (id, version, joined_at, beat, applied) values ('ghost', '0', 0, 1, 0)");
        long begun = System.nanoTime();

        boolean _ = one.database.write(tx -> {
            tx.acknowledge();
            return true;
        });

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Lease.LENGTH);
    }

    @Test
    void severalServersCanMakeTheSameStoreAtOnce(@TempDir Path other) throws Exception {
        var empty = PostgresServer.empty(other);
        try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
            var opened = new java.util.ArrayList<java.util.concurrent.Future<Database>>();
            for (int i = 0; i < 4; i++) {
                var store = new Store.Server(empty.url(), empty.user(), null, other.resolve("n" + i));
                opened.add(starters.submit(() -> Database.open(store, Clock.systemUTC())));
            }
            for (var each : opened) {
                try (var database = each.get()) {
                    database.join();
                }
            }
        }
    }
}
