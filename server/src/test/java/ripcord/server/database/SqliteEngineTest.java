package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

/// What is so because the store is a file.
class SqliteEngineTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(folder, clock);
        database.write(tx -> tx.sql().update("create table if not exists kept (n integer primary key)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        database.close();
        database = Database.open(folder, clock);
    }

    private int keep(int n) {
        return database.write(tx -> tx.sql().update("insert into kept (n) values (?)", n));
    }

    @Test
    void whatAKilledServerLeftOfTheNativeLibraryIsRemoved(@TempDir Path other) throws IOException {
        var left = Files.createDirectories(other.resolve("native")).resolve("sqlite-3.0-1-libsqlitejdbc.so");
        Files.writeString(left, "left");
        Files.writeString(left.resolveSibling(left.getFileName() + ".lck"), "");

        Database.open(other, new MovableClock()).close();

        assertThat(left).doesNotExist();
        assertThat(left.resolveSibling(left.getFileName() + ".lck")).doesNotExist();
        assertThat(System.getProperty("org.sqlite.tmpdir")).endsWith("native");
    }

    @Test
    void aFullStoreAcknowledgesNothingThatItDoesNotKeep() {
        database.write(tx -> tx.sql().update("create table big (n integer primary key, filling blob)"));
        database.write(
                tx -> tx.sql().number("pragma max_page_count = " + (tx.sql().number("pragma page_count") + 40)));
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        Set<Integer> refused = ConcurrentHashMap.newKeySet();

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 200)
                    .forEach(n -> callers.execute(() -> {
                        try {
                            database.write(tx ->
                                    tx.sql().update("insert into big (n, filling) values (?, ?)", n, new byte[3_000]));
                            acknowledged.add(n);
                        } catch (StoreUnavailableException | OutcomeUnknownException e) {
                            refused.add(n);
                        }
                    }));
        }
        reopen();

        var stored = database.query(sql -> sql.list("select n from big", row -> row.integer(1)));
        assertThat(refused).isNotEmpty();
        assertThat(stored).containsAll(acknowledged);
        assertThat(stored).doesNotContainAnyElementsOf(refused);
        assertThat(keep(1)).isOne();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedWithAClearMessage() {
        assertThatThrownBy(() -> Database.open(folder, clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("in use by another server");
    }

    @Test
    void nobodyElseMayReadWhatIsStored() throws Exception {
        keep(1);

        assertThat(List.of("ripcord.db", "ripcord.db-wal", "ripcord.db-shm"))
                .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(folder.resolve(file)))
                        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    @Test
    void whatWasCommittedIsCopiedFromTheLogBeforeTheWriterHasTo() {
        database.write(tx -> tx.sql().update("create table big (n integer primary key, filling blob)"));
        database.write(tx -> tx.sql().update("insert into big (filling) values (zeroblob(16000000))"));

        await(() -> database.query(Checkpoints::waiting) == 0);

        long kept = database.query(sql -> sql.number("select length(filling) from big"));
        assertThat(kept).isEqualTo(16_000_000);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
