package ripcord.server.token;

import java.time.Instant;
import java.util.List;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.key.SealedKey;

/// The token keys' rows.
final class SqlTokenKeyStore {
    private final Database database;

    SqlTokenKeyStore(Database database) {
        this.database = database;
    }

    /// @param sealed the key, sealed for its id
    record Row(int id, SealedKey sealed, Instant createdAt) {}

    /// Oldest first.
    List<Row> all() {
        return database.read(handle -> handle.createQuery(
                        "select id, key, created_at from token_key order by created_at, id")
                .map((row, _) ->
                        new Row(row.getInt(1), new SealedKey(row.getBytes(2)), Instant.ofEpochMilli(row.getLong(3))))
                .list());
    }

    /// Adds a key; false if the id is taken.
    boolean insert(Transaction tx, Row row) {
        int rows = tx.handle()
                .createUpdate("insert into token_key (id, key, created_at) values (?, ?, ?) on conflict do nothing")
                .bind(0, row.id())
                .bind(1, row.sealed().bytes())
                .bind(2, row.createdAt().toEpochMilli())
                .execute();
        return rows == 1;
    }

    /// Removes a key that no session is under any more; false if there is one.
    boolean remove(Transaction tx, int id) {
        int rows = tx.handle().createUpdate("""
                        delete from token_key
                         where id = ? and not exists (select 1 from session where token_key = ? and ended_at is null)
                        """).bind(0, id).bind(1, id).execute();
        return rows == 1;
    }
}
