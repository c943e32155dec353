package ripcord.server.feed;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.audit.Events;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;
import ripcord.server.key.SigningKeys;
import ripcord.server.policy.Policy.StaleMode;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;

/// A feed over a real store. Wall time stands until it is moved; freshness runs on the machine's own clock.
final class FeedFixture implements AutoCloseable {
    static final TenantId TENANT = TenantId.DEFAULT;
    static final TenantId OTHER = new TenantId("other");

    final MovableClock clock;
    final TestStore store;
    final SigningKeys keys;
    final Subscriptions subscriptions;
    final FeedStreams streams;
    final Confirmations confirmations;
    final KeyConfirmations keyConfirmations;

    FeedFixture(Path folder, MovableClock clock, FeedStreams.Limits limits) {
        this.clock = clock;
        var random = new SecureRandom();
        var monotonic = new Monotonic(System::nanoTime);
        var clocks = new Subscriptions.Clocks(clock, monotonic);
        store = new TestStore(folder.resolve("data"), clock);
        store.tenants.create(OTHER, "", _ -> {});
        var sealer = new Sealer(MasterKey.readOrCreate(folder.resolve("master.key"), random), random);
        keys = new SigningKeys(new SigningKeys.Parts(store.database, store.log, store.policies, sealer), random, clock);
        subscriptions = new Subscriptions(store.database, store.log, random, clocks);
        var rings = new OwnRings(keys, store.tenants, clock);
        streams = new FeedStreams(
                new FeedStreams.Sources(
                        store.log,
                        rings,
                        FeedStreams.demands(store.tenants, store.policies),
                        subscriptions,
                        Events.toLog(clock),
                        now -> now),
                limits,
                random,
                clocks);
        confirmations = new Confirmations(subscriptions, streams, monotonic);
        keyConfirmations = new KeyConfirmations(subscriptions, rings, monotonic);
        keys.holders(keyConfirmations);
    }

    /// With room for more streams than any test has.
    ///
    /// @param write how long a peer may take for what it is sent
    static FeedFixture open(Path folder, Duration write) {
        var many = new FeedStreams.Share(500, 500, 500);
        return new FeedFixture(
                folder, new MovableClock(), new FeedStreams.Limits(write, Duration.ofSeconds(60), many, many));
    }

    static FeedFixture open(Path folder) {
        return new FeedFixture(folder, new MovableClock(), FeedStreams.Limits.within(40_000));
    }

    static Declaration declaration(String name, FeedScope scope, Duration bound) {
        return new Declaration(
                name, "1.0", scope, bound, StaleMode.REJECT, null, "key", new Account.OfOperator("key"), null);
    }

    static Declaration declaration(String name) {
        return declaration(name, new FeedScope.One(TENANT), Duration.ofSeconds(2));
    }

    FeedReader follow(String name) {
        return follow(declaration(name), null);
    }

    FeedReader follow(Declaration declaration, @Nullable String lastEventId) {
        long arrived = streams.arrival();
        var stream = open(declaration);
        return FeedReader.start(stream, new FeedStream.Start(arrived, lastEventId == null ? "" : lastEventId));
    }

    /// A stream that is not running yet.
    FeedStream open(Declaration declaration) {
        return switch (streams.open(declaration)) {
            case FeedStreams.Opening.Opened(var stream) -> stream;
            case FeedStreams.Opening.Full _, FeedStreams.Opening.Closing _ ->
                throw new AssertionError("no stream for " + declaration.name());
        };
    }

    /// Appends entries about these subjects, in one transaction.
    ///
    /// @return the position of the last
    long revoke(TenantId tenant, String... subjects) {
        return store.database.write(tx -> {
            long seq = 0;
            for (var subject : List.of(subjects)) {
                seq = store.log.append(tx, tenant, Effect.REVOKE, TargetType.SUBJECT, subject);
            }
            return seq;
        });
    }

    @Override
    public void close() {
        streams.close();
        store.close();
    }
}
