package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class SweeperTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Policy.SessionPolicy POLICY = Policy.DEFAULT.session();

    private final MovableClock clock = new MovableClock();

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

    private long rows(String where) {
        return store.database.query(sql -> sql.number("select count(*) from session where " + where));
    }

    @Test
    void whatIsIdleIsEndedWithAnEntry() {
        var id = store.signIn("alice").session().id();
        clock.advance(POLICY.idle());

        store.sweeper.sweep();

        assertThat(rows("end_reason = 'idle' and ended_by = 'system'")).isOne();
        assertThat(store.log.live().barred(Target.of(TargetType.SESSION, TENANT, id.text())))
                .isTrue();
    }

    /// Such as one that a later version wrote while servers of both are on one store.
    @Test
    void aRowThatCannotBeReadHoldsUpNoOther() {
        store.signIn("alice");
        var unreadable = store.signIn("bob").session().id();
        store.signIn("carol");
        store.database.write(tx -> tx.sql()
                .update("update session set client_kind = 'of a later version' where id = ?", unreadable.bytes()));
        clock.advance(POLICY.idle());

        store.sweeper.sweep();

        assertThat(rows("end_reason = 'idle'")).isEqualTo(2);
        assertThat(rows("ended_at is null and client_kind = 'of a later version'"))
                .isOne();
    }

    @Test
    void whatReachedItsHardEndIsEndedWithAnEntry() {
        store.signIn("alice");
        clock.advance(POLICY.absolute());

        store.sweeper.sweep();

        assertThat(rows("end_reason = 'absolute'")).isOne();
        assertThat(store.log.live().size()).isOne();
    }

    @Test
    void whatTimeEndedIsToldAsAnyEndIsOnce() {
        var told = new ArrayList<String>();
        store.endings.onEnded(
                (tenant, session, cause) -> told.add(session.text() + " " + cause.reason() + " " + cause.actor()));
        var id = store.signIn("alice").session().id();
        clock.advance(POLICY.idle());

        store.sweeper.sweep();
        store.sweeper.sweep();

        assertThat(told).containsExactly(id.text() + " IDLE system");
    }

    @Test
    void whatIsInUseIsLeftAlone() {
        var id = store.signIn("alice").session().id();
        clock.advance(POLICY.idle().minusSeconds(1));
        store.sessions.find(TENANT, id);
        store.sessions.touch(TENANT, id, clock.instant());
        clock.advance(Duration.ofSeconds(1));

        store.sweeper.sweep();

        assertThat(rows("ended_at is null")).isOne();
        assertThat(store.log.live().size()).isZero();
    }

    @Test
    void whatAClientsEntryEndedGetsItsRowAndNoSecondEntry() {
        store.signIn("alice");
        store.sessions.endClient(TENANT, "default", Cause.bySystem(EndReason.CLIENT));
        int entries = store.log.live().size();

        store.sweeper.sweep();

        assertThat(rows("end_reason = 'client'")).isOne();
        assertThat(store.log.live().size()).isEqualTo(entries);
    }

    @Test
    void aSweptSessionSaysWhenItEndedByWhomAndWhatTheySaid() {
        var ofClient = store.signIn("alice").session().id();
        var client = Cause.of(EndReason.CLIENT, TestStore.ACTOR, "the app leaked");
        var clientEnded = store.sessions.endClient(TENANT, "default", client).at();
        clock.advance(Duration.ofSeconds(20));
        store.sweeper.sweep();
        var ofTenant = store.signIn("alice").session().id();
        var tenant = Cause.of(EndReason.TENANT, Actor.SYSTEM, null);
        var tenantEnded = store.sessions.endTenant(TENANT, tenant).at();
        clock.advance(Duration.ofSeconds(20));
        store.sweeper.sweep();

        assertEnded(ofClient, client, clientEnded);
        assertEnded(ofTenant, tenant, tenantEnded);
    }

    private void assertEnded(SessionId id, Cause cause, Instant at) {
        var found = store.sessions.describe(TENANT, id).orElseThrow();
        var actor = cause.actor().toString();
        var line = found.lines().getLast();

        assertThat(found.stored().session().ended())
                .isEqualTo(new Session.End(at, cause.reason(), actor, cause.detail()));
        assertThat(line.event()).isEqualTo(SessionEvent.ENDED);
        assertThat(line.at()).isEqualTo(at);
        assertThat(line.about()).isEqualTo(cause.reason().wireName());
        assertThat(line.actor()).isEqualTo(actor);
        assertThat(line.detail()).isEqualTo(cause.detail());
    }

    @Test
    void moreThanOneStretchIsWalked() {
        for (int i = 0; i < 4_300; i++) {
            store.signIn("subject-" + i % 10);
        }
        clock.advance(POLICY.idle());

        store.sweeper.sweep();

        assertThat(rows("ended_at is null")).isZero();
    }

    @Test
    void anEndedSessionIsRememberedAsLongAsThePolicySaysAndNotAnInstantLonger() {
        var id = store.signIn("alice").session().id();
        store.sessions.end(TENANT, id, Cause.of(EndReason.LOGOUT, TestStore.ACTOR, null));
        clock.advance(POLICY.history().minusMillis(1));
        store.sweeper.sweep();
        assertThat(store.sessions.describe(TENANT, id)).isPresent();

        clock.advance(Duration.ofMillis(1));
        store.sweeper.sweep();

        assertThat(store.sessions.describe(TENANT, id)).isEmpty();
        long lines = store.database.query(sql -> sql.number("select count(*) from session_history"));
        assertThat(lines).isZero();
    }
}
