package ripcord.server.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.refresh.Refresh.Answer;
import ripcord.server.refresh.Refresh.Granted;
import ripcord.server.refresh.Refresh.Refused;
import ripcord.server.refresh.Refresh.Why;
import ripcord.server.refresh.Renewal.Renewed;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.Lookup.Over;
import ripcord.server.session.SessionEvent;
import ripcord.server.session.SessionHistory;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class RenewalsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private StoredSession begun;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
        begun = store.signIn("alice");
        clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Renewal renew(boolean endOthers) {
        return store.renewals.renew(new Renewal.Request(
                TENANT,
                begun.session().id(),
                Renewal.Cause.MFA,
                List.of("pwd", "otp"),
                "aal2",
                clock.instant(),
                endOthers,
                TestStore.ACTOR));
    }

    private Refresh refresh(int generation) {
        return store.refresh(begun.session().id(), generation, TestStore.LAPTOP);
    }

    @Test
    void theSessionLivesOnWithNewGenerationsAndWhatIsKnownNow() {
        var renewed = ((Renewed) renew(false)).stored();

        assertThat(renewed.sessionGeneration()).isEqualTo(begun.sessionGeneration() + 1);
        assertThat(renewed.refresh().newest()).isEqualTo(2);
        assertThat(renewed.session().amr()).containsExactly("pwd", "otp");
        assertThat(renewed.session().acr()).isEqualTo("aal2");
        assertThat(renewed.session().expiresAt()).isEqualTo(begun.session().expiresAt());
        assertThat(renewed.session().createdAt()).isEqualTo(begun.session().createdAt());
        close();
        store = new TestStore(folder, clock);
        assertThat(((Alive) store.sessions.find(TENANT, begun.session().id()))
                        .stored()
                        .session())
                .isEqualTo(renewed.session());
    }

    @Test
    void earlierAccessTokensAreVoidAndTheNewOneIsNot() {
        var renewed = (Renewed) renew(false);

        var target = Target.of(TargetType.SESSION, TENANT, begun.session().id().text());
        assertThat(store.log.live().revokedAfter(target, begun.sinceSeq())).isTrue();
        assertThat(store.log.live().revokedAfter(target, renewed.rev())).isFalse();
    }

    @Test
    void anEarlierRefreshTokenIsSupersededAlsoAtOnceAndEndsNothing() {
        refresh(1);
        renew(false);

        var superseded = new Refused(Answer.SUPERSEDED, Why.RENEWED);
        assertThat(refresh(1)).isEqualTo(superseded);
        assertThat(refresh(2)).isEqualTo(superseded);

        assertThat(refresh(3)).isInstanceOf(Granted.class);
    }

    @Test
    void theOthersAreKeptOrEndedAsAsked() {
        var other = store.signIn("alice").session().id();
        renew(false);
        assertThat(store.sessions.find(TENANT, other)).isInstanceOf(Alive.class);

        renew(true);

        assertThat(store.sessions.find(TENANT, other)).isEqualTo(new Over(EndReason.OTHERS));
        assertThat(store.sessions.find(TENANT, begun.session().id())).isInstanceOf(Alive.class);
    }

    @Test
    void whatIsNotStatedStays() {
        var renewal = store.renewals.renew(new Renewal.Request(
                TENANT, begun.session().id(), Renewal.Cause.PRIVILEGE, null, null, null, false, TestStore.ACTOR));

        var session = ((Renewed) renewal).stored().session();
        assertThat(session.amr()).isEqualTo(begun.session().amr());
        assertThat(session.authTime()).isEqualTo(begun.session().authTime());
        assertThat(session.lastSeenAt()).isEqualTo(clock.instant());
    }

    @Test
    void theHistoryTellsTheCause() {
        var renewed = (Renewed) renew(false);

        var line = store.sessions
                .describe(TENANT, begun.session().id())
                .orElseThrow()
                .lines()
                .getLast();

        assertThat(line)
                .extracting(SessionHistory.Line::event, SessionHistory.Line::about, SessionHistory.Line::seq)
                .containsExactly(SessionEvent.RENEWED, "mfa", renewed.rev());
    }

    @Test
    void whatIsOverOrUnknownIsNotRenewed() {
        store.sessions.end(TENANT, begun.session().id(), Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null));
        assertThat(renew(false)).isEqualTo(new Renewal.Over(EndReason.LOGOUT));

        store.tenants.create(new TenantId("other"), "", _ -> {});
        var elsewhere = new Renewal.Request(
                new TenantId("other"),
                begun.session().id(),
                Renewal.Cause.MFA,
                null,
                null,
                Instant.EPOCH,
                false,
                TestStore.ACTOR);
        assertThat(store.renewals.renew(elsewhere)).isEqualTo(new Renewal.Unknown());
    }
}
