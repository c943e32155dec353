package ripcord.server;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.config.Config;
import ripcord.server.database.Database;
import ripcord.server.database.Staging;
import ripcord.server.database.StoreReader;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.Actor;

/// A store made from a backup: all of it, or nothing.
///
/// @param tenants     how many it has
/// @param madeRootKey whether the folder had no `root.key` that the store knows, and was given one
record Restoration(int tenants, boolean madeRootKey) {
    /// @param endSessions whether everybody is signed out
    /// @throws RuntimeException if anything is wrong; then `data` is as before
    static Restoration of(Path backup, Path data, Path masterKey, boolean endSessions, Sources sources) {
        StoreReader.check(backup);
        try (var staging = Staging.of(backup, data)) {
            int tenants;
            boolean makeRootKey;
            try (var database = Database.open(staging.folder(), sources.clock())) {
                // Before anybody reads the log: positions of the old one cannot be compared with what comes now.
                RevocationLog.rename(database, sources.random());
                // Opens every token key, and so finds out about another master key.
                var domains = new Domains(database, config(data, masterKey), sources, Bounds.ofProcess());
                tenants = domains.tenants.all().size();
                if (endSessions) {
                    var cause = Cause.of(EndReason.TENANT, Actor.SYSTEM, "restored from a backup");
                    domains.tenants.all().forEach(tenant -> domains.sessions.endTenant(tenant.id(), cause));
                }
                makeRootKey = !knowsRootKey(domains, data);
                if (makeRootKey) {
                    staging.making(RootKey.file(data));
                    addRootKey(domains, data);
                }
            }
            staging.publish();
            return new Restoration(tenants, makeRootKey);
        }
    }

    /// A file with a key that this store does not know, an interrupted restore's for example, is of no use.
    private static boolean knowsRootKey(Domains domains, Path data) {
        return RootKey.read(data).flatMap(domains.apiKeys::find).isPresent();
    }

    /// The file first: no key is kept that nobody can show.
    private static void addRootKey(Domains domains, Path data) {
        var token = domains.apiKeys.token();
        RootKey.write(data, token);
        var wish = new ApiKeys.Wish("root", new TenantScope.All(), EnumSet.allOf(Right.class), null);
        domains.database.write(tx -> domains.apiKeys.insert(tx, token, wish));
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
                Config.Observation.LOG);
    }
}
