package ripcord.server.tenancy;

import ripcord.server.database.Transaction;
import ripcord.server.tenant.TenantId;

/// What is kept of a tenant, by the rows that hold it. A table that another domain adds belongs in here, too; a test
/// compares this with the store.
enum Kept {
    SESSIONS("sessions", "session", "id"),
    SESSION_EVENTS("session_events", "session_history", "line"),
    IDEMPOTENCY_KEYS("idempotency_keys", "idempotency", "api_key, key"),
    SUBJECTS("subjects", "subject", "subject"),
    CLIENTS("clients", "client", "client_id"),
    POLICIES("policies", "policy", "version"),
    SIGNING_KEYS("signing_keys", "signing_key", "kid"),
    KEY_RINGS("key_rings", "key_ring", "tenant");

    private final String wireName;
    private final String table;
    private final String delete;

    Kept(String wireName, String table, String key) {
        this.wireName = wireName;
        this.table = table;
        this.delete = "delete from " + table + " where tenant = ? and (" + key + ") in (select " + key + " from "
                + table + " where tenant = ? limit ?)";
    }

    /// As reports name it.
    String wireName() {
        return wireName;
    }

    String table() {
        return table;
    }

    /// Deletes some rows.
    ///
    /// @return how many
    int delete(Transaction tx, TenantId tenant, int most) {
        return tx.sql().update(delete, tenant.value(), tenant.value(), most);
    }
}
