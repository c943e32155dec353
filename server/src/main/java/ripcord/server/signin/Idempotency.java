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

    private Idempotency() {}

    /// @param sameRequest whether it was the same body
    record Kept(SessionId session, boolean sameRequest) {}

    static Optional<Kept> find(Transaction tx, TenantId tenant, SignIn.Once once) {
        return tx.handle()
                .createQuery("""
                        select session, request from idempotency
                         where tenant = ? and api_key = ? and key = ? and created_at > ?
                        """)
                .bind(0, tenant.value())
                .bind(1, once.apiKey())
                .bind(2, once.key())
                .bind(3, tx.now() - KEPT.toMillis())
                .map((row, _) ->
                        new Kept(SessionId.of(row.getBytes(1)), row.getString(2).equals(once.digestHex())))
                .findOne();
    }

    static void keep(Transaction tx, TenantId tenant, SignIn.Once once, SessionId session) {
        tx.handle()
                .createUpdate("""
                        insert into idempotency (tenant, api_key, key, request, session, created_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (tenant, api_key, key) do update
                           set request = excluded.request, session = excluded.session, created_at = excluded.created_at
                        """)
                .bind(0, tenant.value())
                .bind(1, once.apiKey())
                .bind(2, once.key())
                .bind(3, once.digestHex())
                .bind(4, session.bytes())
                .bind(5, tx.now())
                .execute();
    }

    /// Forgets those that are no longer recognised.
    static int sweep(Transaction tx) {
        return tx.handle()
                .createUpdate("delete from idempotency where created_at <= ?")
                .bind(0, tx.now() - KEPT.toMillis())
                .execute();
    }
}
