package ripcord.server.signin;

import java.time.Duration;
import java.util.Optional;
import ripcord.server.database.Transaction;
import ripcord.server.session.SessionId;
import ripcord.server.tenant.TenantId;

/// Which request began which session, for those that may come twice.
final class Idempotency {
    /// How long a repeat is recognised. The last instant is already too late.
    static final Duration KEPT = Duration.ofHours(24);
    private static final int BATCH = 200;

    private Idempotency() {}

    /// @param sameRequest whether it was the same body
    record Kept(SessionId session, boolean sameRequest) {}

    static Optional<Kept> find(Transaction tx, TenantId tenant, SignIn.Once once) {
        return tx.sql()
                .one(
                        "select session, request from idempotency"
                                + " where tenant = ? and api_key = ? and key = ? and created_at > ?",
                        row -> new Kept(SessionId.of(row.bytes(1)), row.text(2).equals(once.digestHex())),
                        tenant.value(),
                        once.apiKey(),
                        once.key(),
                        tx.now() - KEPT.toMillis());
    }

    static void keep(Transaction tx, TenantId tenant, SignIn.Once once, SessionId session) {
        tx.sql()
                .also(
                        "insert into idempotency (tenant, api_key, key, request, session, created_at)"
                                + " values (?, ?, ?, ?, ?, ?) on conflict (tenant, api_key, key) do update"
                                + " set request = excluded.request, session = excluded.session,"
                                + " created_at = excluded.created_at",
                        tenant.value(),
                        once.apiKey(),
                        once.key(),
                        once.digestHex(),
                        session.bytes(),
                        tx.now());
    }

    /// Forgets some of those that are no longer recognised.
    ///
    /// @return whether there may be more
    static boolean sweep(Transaction tx) {
        int forgotten = tx.sql()
                .update(
                        "delete from idempotency where (tenant, api_key, key) in (select tenant, api_key, key"
                                + " from idempotency where created_at <= ? order by created_at limit " + BATCH + ")",
                        tx.now() - KEPT.toMillis());
        return forgotten == BATCH;
    }
}
