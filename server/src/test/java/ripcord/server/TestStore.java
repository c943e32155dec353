package ripcord.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import ripcord.server.database.Database;
import ripcord.server.database.StoreUnderTest;
import ripcord.server.policy.Policies;
import ripcord.server.refresh.Refresh;
import ripcord.server.refresh.Refresher;
import ripcord.server.refresh.Renewals;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.ClientKind;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Device;
import ripcord.server.session.Endings;
import ripcord.server.session.Presenter;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.session.Sweeper;
import ripcord.server.signin.SignIn;
import ripcord.server.signin.SignIns;
import ripcord.server.subject.Subjects;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.InternalId;
import ripcord.server.tenant.Limits;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// The domains on a real store in a folder, wired as the server wires them. Opened again on the same folder it is what
/// a restart finds.
public final class TestStore implements AutoCloseable {
    /// Who acts in tests.
    public static final Actor ACTOR = Actor.apiKey("test");

    /// Who presents refresh tokens in tests.
    public static final Presenter LAPTOP = Presenter.of("192.0.2.7", "laptop", "default");

    public final Database database;
    public final Tenants tenants;
    public final RevocationLog log;
    public final Policies policies;
    public final Subjects subjects;
    public final SessionStore store;
    public final Endings endings;
    public final Sessions sessions;
    public final SignIns signIns;
    public final Refresher refresher;
    public final Renewals renewals;
    public final Sweeper sweeper;
    public final Tenant tenant;

    /// @param clock the database's and the node's
    public TestStore(Path folder, InstantSource clock) {
        this(folder, clock, clock);
    }

    /// @param databaseClock what transactions see
    /// @param nodeClock     what everything else sees
    public TestStore(Path folder, InstantSource databaseClock, InstantSource nodeClock) {
        this(StoreUnderTest.open(folder, databaseClock), nodeClock);
    }

    /// @param database closed with this
    TestStore(Database database, InstantSource nodeClock) {
        var random = new SecureRandom();
        this.database = database;
        tenants = new Tenants(database, random);
        log = new RevocationLog(database, random);
        policies = new Policies(database, log);
        subjects = new Subjects(database, log, random, nodeClock);
        store = new SessionStore(policies);
        endings = new Endings(store, log, subjects, tenants);
        sessions = new Sessions(database, store, endings, log, nodeClock);
        refresher = new Refresher(database, sessions, store, endings, policies);
        renewals = new Renewals(database, sessions, store, endings, log);
        sweeper = new Sweeper(
                database,
                store,
                endings,
                new Sweeper.Around(tenants, policies, System::nanoTime, _ -> true),
                nodeClock);
        signIns = new SignIns(
                new SignIns.Parts(database, sessions, store, subjects, endings, log, policies, () -> 1), random);
        tenant = tenants.create(TenantId.DEFAULT, "", _ -> {})
                .or(() -> tenants.find(TenantId.DEFAULT))
                .orElseGet(TestStore::deleted);
    }

    /// What stands for the tenant after it was deleted.
    private static Tenant deleted() {
        return new Tenant(TenantId.DEFAULT, new InternalId(0, 0), "", Instant.EPOCH, 0, Pauses.NONE, Limits.NONE);
    }

    /// A session with every credential.
    public StoredSession signIn(String subject) {
        return ((SignIn.Begun) signIns.signIn(request(subject))).stored();
    }

    /// What [#signIn] asks for.
    public SignIn.Request request(String subject) {
        return new SignIn.Request(
                tenant,
                subject,
                "default",
                ClientKind.NATIVE,
                List.of("pwd"),
                null,
                null,
                null,
                EnumSet.allOf(CredentialKind.class),
                false,
                Device.UNKNOWN,
                null,
                null,
                ACTOR);
    }

    /// Presents the refresh token of that generation.
    public Refresh refresh(SessionId session, int generation, Presenter presenter) {
        return refresher.refresh(tenant, Optional.of(token(session, generation)), null, presenter);
    }

    /// A refresh token with both tags right.
    public static Refresher.Opened token(SessionId session, int generation) {
        return new Refresher.Opened(session, generation, _ -> true);
    }

    @Override
    public void close() {
        database.close();
    }
}
