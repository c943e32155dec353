package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.policy.Policy;
import ripcord.server.tenant.TenantId;

/// A sweep over many sessions leaves the processor to those who ask something.
@Timeout(60)
class SweepRestTest {
    /// Rows, where nothing was deleted.
    private static final int STRETCH = 2_000;
    /// More than are learned of at a time.
    private static final int TENANTS = 1_001;

    private final MovableClock clock = new MovableClock();
    private final List<Duration> rests = new ArrayList<>();

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

    private void signIn(int number) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < number; i++) {
                var subject = "subject" + i;
                threads.execute(() -> store.signIn(subject));
            }
        }
    }

    /// @param took each stretch, as it seems
    private Sweeper sweeper(Duration took, Predicate<Duration> resting) {
        var nanos = new AtomicLong();
        var around = new Sweeper.Around(store.tenants, store.policies, () -> nanos.addAndGet(took.toNanos()), resting);
        return new Sweeper(store.database, store.store, store.endings, around, clock);
    }

    private long alive() {
        return store.database.query(sql -> sql.number("select count(*) from session where ended_at is null"));
    }

    @Test
    void betweenStretchesItRestsNineTimesAsLongAsItWorkedAndNotForLong() {
        signIn(2 * STRETCH + 1);

        sweeper(Duration.ofMillis(2), rests::add).sweep();
        sweeper(Duration.ofSeconds(1), rests::add).sweep();

        var rest = Duration.ofMillis(18);
        var longest = Duration.ofMillis(30);
        assertThat(rests).containsExactly(rest, rest, longest, longest);
    }

    @Test
    void whatWasFoundIsWrittenDownBeforeItRestsOrStops() {
        signIn(2 * STRETCH + 1);
        clock.advance(Policy.DEFAULT.session().idle());
        var left = new ArrayList<Long>();

        sweeper(Duration.ofMillis(1), rest -> {
                    left.add(alive());
                    return left.size() < 2;
                })
                .sweep();

        assertThat(left).hasSize(2);
        assertThat(left.getFirst()).isLessThan(STRETCH + (long) Pace.MOST);
        assertThat(alive()).isEqualTo(left.getLast());
    }

    @Test
    void itRestsWhileItLearnsOfTenantsAndForgetsNone() {
        signIn(TENANTS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TENANTS; i++) {
                var id = new TenantId("tenant" + i);
                threads.execute(() -> store.tenants.create(id, "", _ -> {}));
            }
        }
        write("update subject set tenant = replace(subject, 'subject', 'tenant')");
        write("update session set tenant = replace(subject, 'subject', 'tenant')");
        clock.advance(Policy.DEFAULT.session().idle());

        sweeper(Duration.ofMillis(2), rests::add).sweep();

        assertThat(rests).hasSize(1);
        assertThat(alive()).isZero();
    }

    private void write(String sql) {
        store.database.write(tx -> tx.sql().update(sql));
    }

    @Test
    void fewSessionsAreLookedAtWithoutRest() {
        signIn(10);

        sweeper(Duration.ofMillis(2), rests::add).sweep();

        assertThat(rests).isEmpty();
    }
}
