package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.HeldWriter;
import ripcord.server.MovableClock;

/// What a request waits for the store, its waits together.
@OnEveryStore
class BudgetTest {
    /// Where there may be other servers, enough for what comes after a commit, and for little before it.
    private static final Duration SHORT = Peers.LONGEST_WAIT.plusMillis(200);

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = StoreUnderTest.open(folder, new MovableClock());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoHasWaitedForTheWriterDoesNotWaitForItOnceMore() {
        try (var _ = new HeldWriter(database)) {
            new Budget(SHORT).<Void>by(() -> {
                assertThatThrownBy(() -> database.write(tx -> tx.now())).isInstanceOf(StoreUnavailableException.class);
                assertThatThrownBy(() -> database.write(tx -> tx.now()))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("did not begin within PT0S");
                return null;
            });
        }
    }

    @Test
    void whoHasNoTimeLeftDoesNotRead() {
        var spent = new Budget(Duration.ZERO);

        assertThatThrownBy(() -> spent.by(() -> database.query(sql -> sql.number("select 1"))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no time is left");
    }

    @Test
    void timeThatIsNotSpentOnTheStoreIsNotCounted() {
        var budget = new Budget(SHORT);

        Duration left = budget.by(() -> {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            return Budget.left(SHORT);
        });

        assertThat(left).isEqualTo(SHORT);
    }

    @Test
    void whoAskedToWaitLongerHasTheStoresTime() {
        var spent = new Budget(Duration.ZERO);
        spent.lift();

        long one = spent.by(() -> database.query(sql -> sql.number("select 1")));
        Duration left = spent.by(() -> Budget.left(Budget.WHOLE));

        assertThat(one).isOne();
        assertThat(left).isEqualTo(Budget.WHOLE);
    }

    @Test
    void workOutsideOfRequestsHasTheStoresTime() {
        assertThat(Budget.left(Budget.WHOLE)).isEqualTo(Budget.WHOLE);
    }
}
