package ripcord.server;

import java.nio.file.Files;
import java.nio.file.Path;
import ripcord.server.database.Database;
import ripcord.server.key.MasterKeyFile;
import ripcord.server.key.Resealing;
import ripcord.server.key.Sealer;
import ripcord.server.token.TokenKeys;

/// Replaces the master key of a store that no server has open.
///
/// @param signingKeys how many signing keys are sealed under the new one
/// @param shut        how many were not, because they did not open under the former one either
/// @param tokenKeys   how many token keys are
/// @param former      where the former key is kept, for backups that were made before
record MasterKeyRotation(int signingKeys, int shut, int tokenKeys, Path former) {
    private static final String STORE = "ripcord.db";

    /// Safe to be killed at any point: the next server, or the next rotation, goes on from what it finds.
    ///
    /// @throws IllegalArgumentException if the folder holds no store, or the key does not open it
    /// @throws RuntimeException         if a server has the folder, or something cannot be written
    static MasterKeyRotation of(Path data, Path masterKey, Sources sources) {
        if (!Files.exists(data.resolve(STORE))) {
            throw new IllegalArgumentException(
                    "data: " + data.toAbsolutePath() + " holds no store (expected: the folder of a server; in"
                            + " PostgreSQL the master key cannot be changed yet)");
        }
        try (var database = Database.open(data, sources.clock())) {
            return of(database, file(database, masterKey, sources), sources);
        }
    }

    /// The master key's file, over an open store.
    static MasterKeyFile file(Database database, Path masterKey, Sources sources) {
        return new MasterKeyFile(masterKey, key -> TokenKeys.open(database, new Sealer(key, sources.random())));
    }

    private static MasterKeyRotation of(Database database, MasterKeyFile file, Sources sources) {
        var former = new Sealer(file.existing(sources.clock().instant()), sources.random());
        var kept = file.keep(sources.clock().instant());
        var next = new Sealer(file.successor(sources.random()), sources.random());
        var sealed = seal(database, former, next);
        file.finish();
        return new MasterKeyRotation(sealed.signing.done(), sealed.signing.shut(), sealed.tokenKeys, kept);
    }

    /// What was sealed anew.
    record Sealed(Resealing signing, int tokenKeys) {}

    /// All or nothing.
    static Sealed seal(Database database, Sealer former, Sealer next) {
        return database.write(tx -> new Sealed(Resealing.of(tx, former, next), TokenKeys.reseal(tx, former, next)));
    }
}
