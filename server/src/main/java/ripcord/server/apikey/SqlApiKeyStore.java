package ripcord.server.apikey;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;

/// The rows of API keys. Lists are texts with blanks between the words: no name of a right or tenant has one.
final class SqlApiKeyStore {
    private static final String BETWEEN = " ";
    private static final String COLUMNS = "select hash, id, name, tenants, rights, created_at, expires_at from api_key";

    Map<ByteBuffer, ApiKey> all(Sql sql) {
        return sql.list(COLUMNS, SqlApiKeyStore::byHash).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Optional<Map.Entry<ByteBuffer, ApiKey>> find(Sql sql, String id) {
        return sql.one(COLUMNS + " where id = ?", SqlApiKeyStore::byHash, id);
    }

    private static Map.Entry<ByteBuffer, ApiKey> byHash(Row row) throws SQLException {
        return Map.entry(ByteBuffer.wrap(row.bytes(1)).asReadOnlyBuffer(), key(row));
    }

    private static ApiKey key(Row row) throws SQLException {
        return new ApiKey(
                row.text(2),
                row.text(3),
                TenantScope.ofWireNames(List.of(row.text(4).split(BETWEEN, -1))),
                rights(row.text(5)),
                row.instant(6),
                row.instantOrNull(7));
    }

    /// A right that this version does not know is none: it can only have been given by a later one.
    private static EnumSet<Right> rights(String text) {
        var rights = EnumSet.noneOf(Right.class);
        for (var name : text.split(BETWEEN, -1)) {
            Right.ofWireName(name).ifPresent(rights::add);
        }
        return rights;
    }

    void insert(Transaction tx, ByteBuffer hash, ApiKey key) {
        var bytes = new byte[hash.remaining()];
        hash.duplicate().get(bytes);
        tx.sql()
                .update(
                        "insert into api_key (id, hash, name, tenants, rights, created_at, expires_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        key.id(),
                        bytes,
                        key.name(),
                        String.join(BETWEEN, key.scope().wireNames()),
                        key.rights().stream().map(Right::wireName).sorted().collect(Collectors.joining(BETWEEN)),
                        key.createdAt(),
                        key.expiresAt());
    }

    /// When each key was last used; those that never were are left out.
    Map<String, Instant> uses(Sql sql) {
        return sql
                .list(
                        "select id, last_used_at from api_key where last_used_at is not null",
                        row -> Map.entry(row.text(1), row.instant(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void used(Transaction tx, String id, Instant at) {
        tx.sql().update("update api_key set last_used_at = ? where id = ?", at, id);
    }

    int delete(Transaction tx, String id) {
        return tx.sql().update("delete from api_key where id = ?", id);
    }
}
