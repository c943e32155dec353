package ripcord.server.doctor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import ripcord.server.database.Sql;
import ripcord.server.database.StoreReader;

/// What the rows of a store say about its state.
///
/// @param journal how SQLite keeps what is not in its file yet
/// @param newest  the latest time that anything in it happened
/// @param log     when the log was last appended to, to the microsecond
/// @param active  when each tenant's signing key began to sign
/// @param sealed  keys sealed under the master key
record SqlStoreFacts(String journal, Instant newest, Instant log, List<Active> active, List<Sealed> sealed) {
    private static final String NEWEST = """
            select max(t) from (select max(created_at) t from session union all select max(last_seen_at) from session
                union all select max(created_at) from tenant union all select max(created_at) from token_key) happened
            """;
    private static final String ACTIVE = """
            select tenant, max(active_at) from signing_key
             where active_at <= ? and compromised_at is null and (gone_at is null or gone_at > ?) group by tenant
            """;
    private static final String POLICY = "select document from policy where tenant = ? order by version desc limit 1";

    SqlStoreFacts {
        active = List.copyOf(active);
        sealed = List.copyOf(sealed);
    }

    /// @param policy the tenant's, as JSON
    record Active(String tenant, Instant since, String policy) {}

    /// A sealed key; not a record, which would print its bytes.
    static final class Sealed {
        private final int id;
        private final byte[] bytes;

        private Sealed(int id, byte[] bytes) {
            this.id = id;
            this.bytes = bytes;
        }

        int id() {
            return id;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }

    static SqlStoreFacts of(Path file, Instant now) {
        return StoreReader.read(file, sql -> of(sql, now));
    }

    private static SqlStoreFacts of(Sql sql, Instant now) {
        long micros = sql.number("select seq from revocation_head");
        return new SqlStoreFacts(
                sql.one("pragma journal_mode", row -> row.text(1)).orElse("unknown"),
                sql.one(NEWEST, row -> row.instant(1)).orElse(Instant.EPOCH),
                Instant.EPOCH.plusNanos(micros * 1000),
                active(sql, now),
                sql.list("select id, key from token_key", row -> new Sealed(row.integer(1), row.bytes(2))));
    }

    private static List<Active> active(Sql sql, Instant now) {
        record Signing(String tenant, Instant since) {}
        return sql.list(ACTIVE, row -> new Signing(row.text(1), row.instant(2)), now, now).stream()
                .map(key -> new Active(
                        key.tenant,
                        key.since,
                        sql.one(POLICY, row -> row.text(1), key.tenant).orElse("{}")))
                .toList();
    }
}
