package ripcord.server.token;

import java.time.Instant;
import java.util.List;
import ripcord.server.database.Database;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.key.SealedKey;

/// The token keys' rows.
final class SqlTokenKeyStore {
    /// What other servers are told of.
    static final String TOPIC = "token_keys";

    private final Database database;

    SqlTokenKeyStore(Database database) {
        this.database = database;
    }

    /// @param sealed the key, sealed for its id
    record Row(int id, SealedKey sealed, Instant createdAt) {}

    /// Oldest first.
    List<Row> all() {
        return database.query(SqlTokenKeyStore::all);
    }

    static List<Row> all(Sql sql) {
        return sql.list(
                "select id, key, created_at from token_key order by created_at, id",
                row -> new Row(row.integer(1), new SealedKey(row.bytes(2)), row.instant(3)));
    }

    static void reseal(Transaction tx, int id, SealedKey sealed) {
        tx.sql().update("update token_key set key = ? where id = ?", sealed.bytes(), id);
    }

    /// Adds a key; false if the id is taken.
    boolean insert(Transaction tx, Row row) {
        int rows = tx.sql()
                .update(
                        "insert into token_key (id, key, created_at) values (?, ?, ?) on conflict do nothing",
                        row.id(),
                        row.sealed().bytes(),
                        row.createdAt());
        tx.tell(TOPIC, "");
        return rows == 1;
    }

    /// Removes a key that no session is under any more; false if there is one.
    boolean remove(Transaction tx, int id) {
        int rows = tx.sql()
                .update(
                        "delete from token_key where id = ? and not exists"
                                + " (select 1 from session where token_key = ? and ended_at is null)",
                        id,
                        id);
        tx.tell(TOPIC, "");
        return rows == 1;
    }
}
