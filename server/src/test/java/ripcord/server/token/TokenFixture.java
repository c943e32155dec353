package ripcord.server.token;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.introspection.Description;
import ripcord.server.introspection.Introspector;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;
import ripcord.server.key.SigningKeys;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.AccessTokenPolicy;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.TenantId;

/// Everything that makes and checks credentials, over a real store, wired as the server wires it.
public final class TokenFixture implements AutoCloseable {
    public static final TenantId TENANT = TenantId.DEFAULT;
    public static final String ISSUER = "https://id.example/t/default";

    public final TestStore store;
    public final SigningKeys keys;
    public final TokenKeys tokenKeys;
    public final OpaqueTokens opaque;
    public final SessionTokens sessionTokens;
    public final AccessTokens accessTokens;
    public final AccessTokenChecks checks;
    public final Introspector introspector;

    /// @param jitter decides by how much lives are shortened
    public TokenFixture(Path folder, MovableClock clock, RandomGenerator jitter) {
        var random = new SecureRandom();
        var issuers = new Issuers("https://id.example/");
        store = new TestStore(folder.resolve("data"), clock);
        var sealer = new Sealer(MasterKey.readOrCreate(folder.resolve("master.key"), random), random);
        keys = new SigningKeys(new SigningKeys.Parts(store.database, store.log, store.policies, sealer), random, clock);
        tokenKeys = new TokenKeys(store.database, sealer, random, clock);
        opaque = new OpaqueTokens(tokenKeys);
        sessionTokens = new SessionTokens(opaque, store.sessions, clock);
        accessTokens = new AccessTokens(
                new AccessTokens.Parts(keys, store.policies, store.subjects, issuers, store.log.live()), jitter, clock);
        checks = new AccessTokenChecks(
                new AccessTokenChecks.Parts(keys, store.policies, issuers, store.log, Description::of), clock);
        introspector = new Introspector(
                new Introspector.Parts(sessionTokens, opaque, checks, store.sessions, store.policies, issuers));
    }

    public static TokenFixture open(Path folder, MovableClock clock) {
        return new TokenFixture(folder, clock, new SecureRandom());
    }

    /// An access token for the session as it is now.
    public String accessToken(StoredSession stored) {
        return ((Minting.Minted) accessTokens.mint(stored, store.log.position()))
                .token()
                .reveal();
    }

    public void policy(AccessTokenPolicy token) {
        policy(Policy.DEFAULT.session(), token);
    }

    public void policy(SessionPolicy session, AccessTokenPolicy token) {
        var all = Policy.DEFAULT;
        var policy = new Policy(
                session, all.cookie(), token, all.refresh(), all.revocation(), all.keys(), all.clock(), all.outage());
        store.policies.replace(TENANT, null, policy, "test");
    }

    @Override
    public void close() {
        store.close();
    }
}
