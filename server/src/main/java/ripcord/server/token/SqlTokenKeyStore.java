package ripcord.server.token;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import ripcord.server.database.Database;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.key.SealedKey;

/// The token keys' rows.
final class SqlTokenKeyStore {
    /// What other servers are told of.
    static final String TOPIC = "token_keys";

    /// The id that no token is under: what nodes seal their shared copies of sessions under.
    static final int OF_COPIES = 0;

    private static final String SELECT = "select id, key, created_at from token_key";

    private final Database database;

    SqlTokenKeyStore(Database database) {
        this.database = database;
    }

    /// @param sealed the key, sealed for its id
    record Row(int id, SealedKey sealed, Instant createdAt) {}

    /// Those of tokens, oldest first.
    List<Row> all() {
        return database.query(SqlTokenKeyStore::all);
    }

    static List<Row> all(Sql sql) {
        return sql.list(SELECT + " where id <> ? order by created_at, id", SqlTokenKeyStore::row, OF_COPIES);
    }

    /// The key of copies.
    static Optional<Row> ofCopies(Sql sql) {
        return sql.one(SELECT + " where id = ?", SqlTokenKeyStore::row, OF_COPIES);
    }

    /// All that is sealed under the master key.
    static List<Row> sealed(Sql sql) {
        return sql.list(SELECT + " order by id", SqlTokenKeyStore::row);
    }

    private static Row row(ripcord.server.database.Row row) throws SQLException {
        return new Row(row.integer(1), new SealedKey(row.bytes(2)), row.instant(3));
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
