package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.policy.Policy;
import ripcord.server.revocation.RevocationLog;

/// 10,000 tenants cost nothing until they are used. Prints what they cost.
class ManyTenantsTest {
    private static final int MANY = 10_000;
    private static final int WORKERS = 32;
    /// A row in memory, and not a key, a policy or a bucket.
    private static final long MOST_BYTES = 2_000;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws InterruptedException {
        store = new TestStore(folder.resolve("many"), clock);
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            threads.invokeAll(IntStream.range(0, MANY)
                    .mapToObj(i -> Executors.callable(() -> create(new TenantId("tenant-" + i))))
                    .toList());
        }
        // What their making left in the log ends by itself.
        clock.advance(RevocationLog.ENTRY_LIFE);
        store.log.sweep();
    }

    private void create(TenantId id) {
        assertThat(store.tenants.create(id, id.value(), tx -> store.policies.first(tx, id, Policy.DEFAULT, "test")))
                .isPresent();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void anUnusedTenantIsARowAndAFewHundredBytes() {
        store.close();
        store = new TestStore(folder.resolve("empty"), clock);
        long before = used();
        long begun = System.nanoTime();
        try (var many = new TestStore(folder.resolve("many"), clock)) {
            long took = System.nanoTime() - begun;
            many.sweeper.sweep();
            report(many, took, (used() - before) / MANY);
        }
    }

    private static void report(TestStore many, long took, long each) {

        System.out.printf("%d unused tenants: opened in %.0f ms, %d bytes of memory each%n", MANY, took / 1e6, each);
        assertThat(many.tenants.all().size()).isEqualTo(MANY + 1);
        assertThat(each).isLessThan(MOST_BYTES);
    }

    @Test
    void nothingOfATenantIsMadeBeforeItIsUsed() {
        store.sweeper.sweep();

        assertThat(store.policies.cached()).isZero();
        for (var table : List.of("session", "subject", "signing_key", "key_ring", "client")) {
            assertThat(store.database.<Long>query(sql -> sql.number("select count(*) from " + table)))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void pagesHoldEachOfThemOnce() {
        var seen = new HashSet<TenantId>();
        var cursor = "";
        do {
            var page = store.tenants.list(_ -> true, cursor, 200);
            page.items().forEach(tenant -> assertThat(seen.add(tenant.id())).isTrue());
            cursor = page.next().orElse("");
        } while (!cursor.isEmpty());

        assertThat(seen.size()).isEqualTo(MANY + 1);
    }
}
