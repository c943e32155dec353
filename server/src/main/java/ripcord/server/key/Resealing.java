package ripcord.server.key;

import ripcord.server.database.Transaction;

/// Seals every signing key anew, under another master key.
///
/// @param done how many were
/// @param shut how many did not open under the former master key, and were left as they are
public record Resealing(int done, int shut) {
    /// In the caller's transaction.
    public static Resealing of(Transaction tx, Sealer former, Sealer next) {
        int done = 0;
        int shut = 0;
        for (var owned : SqlRingStore.all(tx.sql())) {
            var key = owned.key();
            var place = Foundry.place(owned.tenant(), key.ring(), key.x509());
            var plain = former.open(key.sealed(), place);
            if (plain.isPresent()) {
                SqlRingStore.reseal(tx, owned, next.seal(plain.get(), place));
                done++;
            } else {
                shut++;
            }
        }
        return new Resealing(done, shut);
    }
}
