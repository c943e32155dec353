package ripcord.server.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.refresh.Refresh.Granted;
import ripcord.server.refresh.Refresh.How;
import ripcord.server.refresh.Refresh.Refused;
import ripcord.server.refresh.Refresh.Why;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.SessionId;
import ripcord.server.tenant.TenantId;

/// A refresh is decided by the copy in memory only as far as the rows agree with it: here they have changed, and memory
/// has not heard of it.
@OnEveryStore
class RowsDecideTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private SessionId session;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
        session = store.signIn("alice").session().id();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// In the rows, and not in the log.
    private void changed(String sql) {
        int rows = store.database.write(tx -> tx.sql().update(sql));
        assertThat(rows).isOne();
        assertThat(store.sessions.find(TenantId.DEFAULT, session)).isInstanceOf(Alive.class);
    }

    private Refresh refresh(int generation) {
        return store.refresh(session, generation, TestStore.LAPTOP);
    }

    private void isRefused(Why why, Refresh answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
        int newest = store.database.query(sql -> (int) sql.number("select max(refresh_newest) from session"));
        assertThat(newest).isOne();
    }

    @Test
    void aSessionWhoseRowIsOverIsNotRefreshed() {
        changed("update session set ended_at = 1, end_reason = 'logout', ended_by = 'system'");

        isRefused(Why.ENDED, refresh(1));
    }

    @Test
    void aSessionWhoseSubjectClientOrTenantWasEndedIsNotRefreshed() {
        var all = Stream.of(
                "update subject set ended_seq = 9000000000000000",
                "update tenant set ended_seq = 9000000000000000",
                "insert into client (tenant, client_id, ended_seq) values ('default', 'default', 9000000000000000)");
        var undo = Stream.of(
                        "update subject set ended_seq = 0", "update tenant set ended_seq = 0", "delete from client")
                .iterator();
        all.forEach(sql -> {
            changed(sql);

            isRefused(Why.ENDED, refresh(1));

            int _ = store.database.write(tx -> tx.sql().update(undo.next()));
            store.sessions.describe(TenantId.DEFAULT, session);
        });
    }

    @Test
    void aSessionOfASuspendedTenantIsNotRefreshed() {
        changed("update tenant set pauses = '1-2 5-'");

        isRefused(Why.TENANT_SUSPENDED, refresh(1));
    }

    @Test
    void aSessionOfATenantThatWasSuspendedOnceIsRefreshed() {
        changed("update tenant set pauses = '1-2 5-6'");

        assertThat(refresh(1)).isInstanceOf(Granted.class);
    }

    @Test
    void aTokenThatWasExchangedElsewhereGetsTheSameSuccessor() {
        changed("update session set refresh_newest = 2, refresh_exchanged = 1, rotated_at = "
                + clock.instant().toEpochMilli());

        assertThat(refresh(1)).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.how()).isEqualTo(How.REPEATED);
            assertThat(granted.stored().refresh().newest()).isEqualTo(2);
        });
    }

    @Test
    void aTokenFromBeforeARenewalElsewhereIsSuperseded() {
        changed("update session set refresh_newest = 3, refresh_renewed = 3");

        assertThat(refresh(1))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.RENEWED));
    }

    @Test
    void aGraceThatBeganElsewhereHolds() {
        int _ = refresh(1) instanceof Granted ? 1 : 0;
        clock.advance(Policy.DEFAULT.refresh().grace());
        changed("update session set rotated_at = " + clock.instant().toEpochMilli());

        assertThat(refresh(2))
                .isInstanceOfSatisfying(
                        Granted.class, granted -> assertThat(granted.how()).isEqualTo(How.REPEATED));
    }
}
