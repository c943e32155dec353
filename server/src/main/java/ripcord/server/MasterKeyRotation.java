package ripcord.server;

import java.nio.file.Path;
import ripcord.server.database.Database;
import ripcord.server.database.Store;
import ripcord.server.database.Transaction;
import ripcord.server.key.MasterKeyFile;
import ripcord.server.key.Resealing;
import ripcord.server.key.Sealer;
import ripcord.server.token.TokenKeys;

/// Replaces the master key of a store that no server has open.
///
/// @param signingKeys how many signing keys are sealed under the new one
/// @param shut        how many were not, because they did not open under the former one either
/// @param tokenKeys   how many token keys are
/// @param current     where the new key is now
/// @param former      where the former key is, for backups that were made before
record MasterKeyRotation(int signingKeys, int shut, int tokenKeys, Path current, Path former) {
    /// Safe to be killed at any point: the next server, or the next rotation, goes on from what it finds.
    ///
    /// @throws IllegalArgumentException if the key does not open the store, or in a database there is no next one
    /// @throws RuntimeException         if there is no store, a server has it, or something cannot be written
    static MasterKeyRotation of(Store store, Path masterKey, Sources sources) {
        try (var database = Database.openAlone(store, sources.clock())) {
            var file = file(database, masterKey, sources);
            return database.isShared()
                    ? atMany(database, file, masterKey, sources)
                    : of(database, file, masterKey, sources);
        }
    }

    /// The master key's file, over an open store.
    static MasterKeyFile file(Database database, Path masterKey, Sources sources) {
        return new MasterKeyFile(
                masterKey, database.isShared(), key -> TokenKeys.open(database, new Sealer(key, sources.random())));
    }

    private static MasterKeyRotation atMany(Database database, MasterKeyFile file, Path masterKey, Sources sources) {
        var keys = file.succession();
        var former = new Sealer(keys.former(), sources.random());
        var next = new Sealer(keys.next(), sources.random());
        var sealed = database.writeAnew(tx -> sealed(tx, former, next));
        return new MasterKeyRotation(
                sealed.signing.done(),
                sealed.signing.shut(),
                sealed.tokenKeys,
                MasterKeyFile.next(masterKey),
                masterKey);
    }

    private static MasterKeyRotation of(Database database, MasterKeyFile file, Path masterKey, Sources sources) {
        var former = new Sealer(file.existing(sources.clock().instant()), sources.random());
        var kept = file.keep(sources.clock().instant());
        var next = new Sealer(file.successor(sources.random()), sources.random());
        var sealed = seal(database, former, next);
        file.finish();
        return new MasterKeyRotation(sealed.signing.done(), sealed.signing.shut(), sealed.tokenKeys, masterKey, kept);
    }

    /// What was sealed anew.
    record Sealed(Resealing signing, int tokenKeys) {}

    /// All or nothing.
    static Sealed seal(Database database, Sealer former, Sealer next) {
        return database.write(tx -> sealed(tx, former, next));
    }

    private static Sealed sealed(Transaction tx, Sealer former, Sealer next) {
        return new Sealed(Resealing.of(tx, former, next), TokenKeys.reseal(tx, former, next));
    }
}
