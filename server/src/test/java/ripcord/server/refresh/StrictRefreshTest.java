package ripcord.server.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.RefreshPolicy;
import ripcord.server.refresh.Refresh.Granted;
import ripcord.server.refresh.Refresh.How;
import ripcord.server.refresh.Refresh.Refused;
import ripcord.server.refresh.Refresh.Why;
import ripcord.server.session.Presenter;
import ripcord.server.tenant.TenantId;

/// A tenant without grace and recovery: a spent refresh token is never good again.
@OnEveryStore
class StrictRefreshTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
        var usual = Policy.DEFAULT;
        var strict = new Policy(
                usual.session(),
                usual.cookie(),
                usual.accessToken(),
                new RefreshPolicy(Duration.ZERO, Duration.ZERO),
                usual.revocation(),
                usual.keys(),
                usual.clock(),
                usual.outage());
        store.policies.replace(TenantId.DEFAULT, null, strict, "test");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aClockThatGoesBackMakesNoSpentTokenGood() {
        var session = store.signIn("alice").session().id();
        store.refresh(session, 1, TestStore.LAPTOP);
        clock.set(clock.instant().minus(Duration.ofSeconds(5)));

        var again = store.refresh(session, 1, TestStore.LAPTOP);

        assertThat(again).isEqualTo(new Refused(Refresh.Answer.SIGNED_OUT, Why.REUSED, TestStore.LAPTOP));
    }

    @Test
    void aClockThatGoesBackKeepsNoTokenFromBeingSpent() {
        var session = store.signIn("alice").session().id();
        store.refresh(session, 1, TestStore.LAPTOP);
        clock.set(clock.instant().minus(Duration.ofSeconds(5)));

        var next = store.refresh(session, 2, TestStore.LAPTOP);

        assertThat(next).extracting(granted -> ((Granted) granted).how()).isEqualTo(How.ROTATED);
    }

    @Test
    void theHistoryOfAReuseNamesBothPresenters() {
        var session = store.signIn("alice").session().id();
        store.refresh(session, 1, TestStore.LAPTOP);

        store.refresh(session, 1, Presenter.of("203.0.113.9", "thief", "default"));

        var end = store.sessions
                .describe(TenantId.DEFAULT, session)
                .orElseThrow()
                .lines()
                .getLast();
        assertThat(end.where().userAgent()).isEqualTo("thief");
        assertThat(end.detail()).contains("192.0.2.0/24", "laptop");
    }
}
