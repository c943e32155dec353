package ripcord.server.signin;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import ripcord.server.database.Database;
import ripcord.server.policy.Policies;
import ripcord.server.refresh.Refresher;
import ripcord.server.refresh.Renewals;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.ClientKind;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Device;
import ripcord.server.session.Endings;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.Sweeper;
import ripcord.server.subject.Subjects;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// The domains on a real store in a folder, wired as the server wires them, with a clock that the test moves.
public final class Store implements AutoCloseable {
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

    public Store(Path folder, InstantSource clock) {
        var random = new SecureRandom();
        database = Database.open(folder, clock);
        tenants = new Tenants(database, random);
        log = new RevocationLog(database, random);
        policies = new Policies(database, log);
        subjects = new Subjects(database, log, random, clock);
        store = new SessionStore(policies);
        endings = new Endings(store, log, subjects, tenants);
        sessions = new Sessions(database, store, endings, log, clock);
        refresher = new Refresher(database, sessions, store, endings, policies);
        renewals = new Renewals(database, sessions, store, endings, log);
        sweeper = new Sweeper(database, store, endings, new Sweeper.TenantPolicies(tenants, policies), clock);
        signIns = new SignIns(new SignIns.Parts(database, sessions, store, subjects, log, policies, () -> 1), random);
        tenant = tenants.create(TenantId.DEFAULT, "", _ -> {})
                .or(() -> tenants.find(TenantId.DEFAULT))
                .orElseThrow();
    }

    public SignIn.Request request(String subject) {
        return new SignIn.Request(
                tenant,
                subject,
                "default",
                ClientKind.NATIVE,
                List.of("pwd"),
                null,
                Instant.EPOCH,
                null,
                EnumSet.allOf(CredentialKind.class),
                false,
                Device.UNKNOWN,
                null,
                null,
                Actor.apiKey("test"));
    }

    @Override
    public void close() {
        database.close();
    }
}
