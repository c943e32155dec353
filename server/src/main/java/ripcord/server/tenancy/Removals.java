package ripcord.server.tenancy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.key.SigningKeys;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Ended;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Deletes tenants with everything. Thread-safe.
///
/// One transaction decides it: from then on there is no such tenant, and there never will be one of its id. What is
/// kept of it goes in small batches, each with its count in the same transaction, so that a server that died goes on
/// where it was, and the report is right.
public final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// Few enough that whoever signs in elsewhere meanwhile does not notice.
    private static final int BATCH = 200;
    /// A request that had found the tenant before may write once more. None lasts so long.
    private static final Duration LINGER = Duration.ofMinutes(2);

    private static final String API_KEYS = "api_keys";
    private static final String TOMBSTONE =
            "select id, deleted_at, ended_seq, removal, removed from tenant where deleted_at is not null";

    private final Parts parts;
    private final Database database;
    private final InstantSource clock;

    /// What deleting needs of others.
    public record Parts(Database database, Tenants tenants, RevocationLog log, ApiKeys apiKeys, SigningKeys keys) {}

    /// @param clock the node's, close to the database's
    public Removals(Parts parts, InstantSource clock) {
        this.parts = parts;
        this.database = parts.database;
        this.clock = clock;
    }

    private record Tombstone(TenantId tenant, Instant deletedAt, long seq, Map<String, Long> counts, boolean removed) {
        Removal removal(boolean complete) {
            return new Removal(tenant, new Ended(seq, deletedAt, 0), counts, complete);
        }
    }

    /// Whether a tenant of this id was deleted.
    public boolean isDeleted(TenantId id) {
        return database.query(sql -> tombstone(sql, id)).isPresent();
    }

    /// Deletes the tenant, in the eyes of everybody, and its API keys; what is kept of it is left to [#proceed]. One
    /// that is deleted already is answered as it was.
    ///
    /// @return empty if there never was such a tenant
    public Optional<Removal> begin(TenantId id) {
        var begun = database.write(tx -> {
            tx.acknowledge();
            return parts.tenants
                    .current(tx.sql(), id)
                    .map(_ -> bury(tx, id))
                    .or(() -> tombstone(tx.sql(), id).map(old -> old.removal(old.removed)));
        });
        parts.keys.forget(id);
        return begun;
    }

    private Removal bury(Transaction tx, TenantId id) {
        long seq = parts.log.append(tx, id, Effect.REVOKE, TargetType.TENANT, "");
        parts.tenants.delete(tx, id, seq);
        int keys = parts.apiKeys.deleteOnlyFor(tx, id).size();
        var counts = new LinkedHashMap<String, Long>();
        for (var kept : Kept.values()) {
            counts.put(kept.wireName(), 0L);
        }
        counts.put(API_KEYS, (long) keys);
        save(tx, id, counts);
        return tombstone(tx.sql(), id).orElseThrow().removal(false);
    }

    private static void save(Transaction tx, TenantId id, Map<String, Long> counts) {
        tx.sql().update("update tenant set removal = ? where id = ?", JSON.writeValueAsString(counts), id.value());
    }

    /// Deletes what is left of a deleted tenant, for at most `patience`, or until nothing is left.
    public Removal proceed(TenantId id, Duration patience) {
        var until = clock.instant().plus(patience);
        boolean clean = true;
        for (var kept : Kept.values()) {
            while (deleteSome(id, kept) == BATCH) {
                if (clock.instant().isAfter(until)) {
                    clean = false;
                    break;
                }
            }
        }
        boolean complete = clean;
        return database.query(sql -> tombstone(sql, id)).orElseThrow().removal(complete);
    }

    private int deleteSome(TenantId id, Kept kept) {
        return database.write(tx -> {
            int some = kept.delete(tx, id, BATCH);
            if (some > 0) {
                var counts = new LinkedHashMap<>(tombstone(tx.sql(), id).orElseThrow().counts);
                counts.merge(kept.wireName(), (long) some, Long::sum);
                save(tx, id, counts);
            }
            return some;
        });
    }

    /// Goes on with every deletion that is not over. Call it every few seconds, and first after a start.
    public void sweep() {
        for (var old : database.query(sql -> sql.list(TOMBSTONE + " and removed = 0", Removals::tombstone))) {
            var now = clock.instant();
            parts.keys.forget(old.tenant);
            var removal = proceed(old.tenant, Duration.ofMinutes(1));
            if (removal.complete() && now.isAfter(old.deletedAt.plus(LINGER))) {
                database.write(tx -> tx.sql().update("update tenant set removed = 1 where id = ?", old.tenant.value()));
                LOG.info("tenant deleted with everything tenant={} deleted={}", old.tenant, removal.deleted());
            }
        }
    }

    private static Optional<Tombstone> tombstone(Sql sql, TenantId id) {
        return sql.one(TOMBSTONE + " and id = ?", Removals::tombstone, id.value());
    }

    private static Tombstone tombstone(Row row) throws SQLException {
        return new Tombstone(
                new TenantId(row.text(1)),
                row.instant(2),
                row.number(3),
                JSON.readValue(row.text(4), new TypeReference<LinkedHashMap<String, Long>>() {}),
                row.flag(5));
    }
}
