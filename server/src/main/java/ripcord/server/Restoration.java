package ripcord.server;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import ripcord.server.apikey.ApiKeyToken;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.config.Config;
import ripcord.server.database.Database;
import ripcord.server.database.Handover;
import ripcord.server.database.Move;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.Staging;
import ripcord.server.database.Store;
import ripcord.server.database.StoreReader;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.Actor;

/// A store made from a backup: all of it, or nothing.
///
/// @param tenants     how many it has
/// @param madeRootKey whether the folder had no `root.key` that the store knows, and was given one
record Restoration(int tenants, boolean madeRootKey) {
    /// How it is to be.
    ///
    /// @param masterKey   what the store's keys are sealed under
    /// @param endSessions whether everybody is signed out
    record Wish(Path masterKey, boolean endSessions) {}

    /// Makes one in a folder.
    ///
    /// @throws RuntimeException if anything is wrong; then `data` is as before
    static Restoration of(Path backup, Path data, Wish wish, Sources sources) {
        StoreReader.check(backup);
        try (var staging = Staging.of(backup, data)) {
            var done = stage(staging, data, wish, sources);
            staging.publish();
            return done;
        }
    }

    /// Makes one in an empty database: a folder beside it gets its `root.key`.
    ///
    /// @throws RuntimeException if anything is wrong; then there is no store in the database
    static Restoration into(Store.Server place, Path backup, Wish wish, Sources sources, Move.Watcher watcher) {
        StoreReader.check(backup);
        Handover.requireEmpty(place);
        try (var staging = Staging.beside(backup, place.folder())) {
            var done = stage(staging, place.folder(), wish, sources);
            try {
                long _ = Handover.run(staging.folder(), place, sources.clock(), watcher);
            } catch (OutcomeUnknownException e) {
                // The store may be there, and its key with it.
                staging.settled();
                throw e;
            }
            staging.settled();
            return done;
        }
    }

    private static Restoration stage(Staging staging, Path data, Wish wish, Sources sources) {
        try (var database = Database.open(staging.folder(), sources.clock())) {
            // Before anybody reads the log: positions of the old one cannot be compared with what comes now.
            RevocationLog.rename(database, sources.random());
            // Opens every token key, and so finds out about another master key.
            var domains = new Domains(database, config(data, wish.masterKey), sources, Bounds.ofProcess());
            if (wish.endSessions) {
                domains.tenants.all().forEach(tenant -> domains.sessions.endTenant(tenant.id(), cause()));
            }
            boolean makeRootKey = !knowsRootKey(domains, data);
            if (makeRootKey) {
                staging.making(RootKey.file(data));
                var token = rootKey(domains, data);
                database.write(tx -> domains.apiKeys.insert(tx, token, allRights()));
            }
            return new Restoration(domains.tenants.all().size(), makeRootKey);
        }
    }

    /// Takes a store that was put into a database by other means for one that was restored.
    ///
    /// @throws RuntimeException if anything is wrong; then the store is as before
    static Restoration inPlace(Store.Server place, Wish wish, Sources sources) {
        try (var database = Database.openRestored(place, sources.clock())) {
            var domains = new Domains(
                    database,
                    config(place.folder(), wish.masterKey),
                    sources.goingBy(database.clock()),
                    Bounds.ofProcess());
            var token = new AtomicReference<ApiKeyToken>();
            if (!knowsRootKey(domains, place.folder())) {
                token.set(rootKey(domains, place.folder()));
            }
            database.writeAnew(tx -> {
                int _ = RevocationLog.rename(
                        tx, later(tx.instant(), sources.clock().instant()), sources.random());
                if (wish.endSessions) {
                    endAll(tx, domains);
                }
                if (token.get() != null) {
                    domains.apiKeys.insert(tx, token.get(), allRights());
                }
                return true;
            });
            return new Restoration(domains.tenants.all().size(), token.get() != null);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static void endAll(Transaction tx, Domains domains) {
        domains.tenants.all().forEach(tenant -> domains.endings.tenant(tx, tenant.id(), cause()));
    }

    private static Cause cause() {
        return Cause.of(EndReason.TENANT, Actor.SYSTEM, "restored from a backup");
    }

    /// A file with a key that this store does not know, an interrupted restore's for example, is of no use.
    private static boolean knowsRootKey(Domains domains, Path data) {
        return RootKey.read(data).flatMap(domains.apiKeys::find).isPresent();
    }

    /// The file first: no key is kept that nobody can show.
    private static ApiKeyToken rootKey(Domains domains, Path data) {
        var token = domains.apiKeys.token();
        RootKey.write(data, token);
        return token;
    }

    private static ApiKeys.Wish allRights() {
        return new ApiKeys.Wish("root", new TenantScope.All(), EnumSet.allOf(Right.class), null);
    }

    /// Nothing is served: only where things are matters.
    private static Config config(Path data, Path masterKey) {
        return new Config(
                data,
                null,
                null,
                InetAddress.getLoopbackAddress(),
                0,
                null,
                URI.create("http://localhost"),
                masterKey,
                Config.USUALLY_IN_MEMORY,
                Config.Observation.LOG);
    }
}
