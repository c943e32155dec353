package ripcord.server.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import ripcord.server.database.Sql;
import ripcord.server.database.Store;
import ripcord.server.database.StoreReader;
import ripcord.server.database.StoreUnavailableException;

/// A store in PostgreSQL: whether it answers, keeps what it acknowledges, and agrees about the time.
final class SqlDatabaseChecks {
    private static final Duration DIFFERENCE = Duration.ofSeconds(1);
    private static final Duration UNFIT = Duration.ofMinutes(10);
    /// How long a loss is told of.
    private static final Duration TOLD = Duration.ofDays(30);

    /// Several servers notice the same one, and share what there is to be given back.
    private static final String LOSSES = "select min(at), min(has), max(had), sum(entries)::bigint from loss"
            + " where at > ? group by at / 60000 order by 1";

    private SqlDatabaseChecks() {}

    static List<Finding> of(Store.Server place, Instant now) {
        try {
            var findings = new ArrayList<>(StoreReader.read(place, sql -> findings(sql, now)));
            if (place.replicaUrl() != null) {
                findings.add(replica(place, place.replicaUrl()));
            }
            return List.copyOf(findings);
        } catch (StoreUnavailableException e) {
            return List.of(Finding.error(
                    "store", String.valueOf(e.getMessage()), "see that the database answers, and lets this user in"));
        }
    }

    private static Finding replica(Store.Server place, String url) {
        var there = new Store.Server(url, place.user(), place.passwordFile(), place.folder());
        try {
            long head = StoreReader.read(place, SqlDatabaseChecks::changes);
            return StoreReader.read(there, sql -> replica(sql, head));
        } catch (StoreUnavailableException e) {
            return Finding.warning(
                    "replica",
                    "--database-read-url cannot be used, and reads go to the primary: " + e.getMessage(),
                    "see that the replica answers, and lets this user in");
        }
    }

    /// @param head how far the primary was a moment ago
    private static Finding replica(Sql sql, long head) {
        if (sql.number("select case when pg_is_in_recovery() then 1 else 0 end") == 0) {
            return Finding.warning(
                    "replica",
                    "--database-read-url leads to a server that is no replica: reads go to the primary",
                    "state a streaming replica, or leave it out");
        }
        return changes(sql) < head
                ? Finding.warning(
                        "replica",
                        "the replica is behind the primary: reads go there meanwhile",
                        "look at pg_stat_replication if it stays so")
                : Finding.ok("replica", "the replica follows");
    }

    private static long changes(Sql sql) {
        return sql.number("select count(to_regclass('change'))") == 0
                ? 0
                : sql.number("select coalesce(max(seq), 0) from change");
    }

    private static List<Finding> findings(Sql sql, Instant now) {
        var findings = new ArrayList<Finding>();
        findings.add(store(sql));
        findings.add(durability(sql));
        findings.add(clock(sql, now));
        findings.addAll(losses(sql, now));
        return List.copyOf(findings);
    }

    private static Finding store(Sql sql) {
        var version = setting(sql, "server_version");
        return sql.number("select count(to_regclass('revocation_head'))") == 1
                ? Finding.ok("store", "PostgreSQL " + version + " answers, and holds a store")
                : Finding.warning(
                        "store", "PostgreSQL " + version + " answers, and holds no store", "start the server once");
    }

    private static Finding durability(Sql sql) {
        for (var name : List.of("fsync", "full_page_writes")) {
            if (!"on".equals(setting(sql, name))) {
                return Finding.error(
                        "durability",
                        name + " is off: what was acknowledged is lost when the database's machine fails",
                        "set " + name + " = on in the database's configuration");
            }
        }
        var standbys = setting(sql, "synchronous_standby_names");
        return Finding.ok(
                "durability",
                "every commit is synced before it is acknowledged (synchronous_commit="
                        + setting(sql, "synchronous_commit") + "), "
                        + (standbys.isEmpty()
                                ? "on one machine: a failover to a replica may lose the last ones"
                                : "and on replicas: " + standbys));
    }

    private static Finding clock(Sql sql, Instant now) {
        long millis = sql.number("select (extract(epoch from clock_timestamp()) * 1000)::bigint");
        var ahead = Duration.between(now, Instant.ofEpochMilli(millis));
        var text = "the database's clock is " + ahead.toMillis() + " ms ahead of this machine's";
        long held = held(sql);
        if (ahead.abs().compareTo(UNFIT) > 0) {
            return Finding.error("clock", text, "set both by NTP: beyond ten minutes no server starts here");
        }
        if (Math.abs(held) > DIFFERENCE.toMillis()) {
            return Finding.warning(
                    "clock",
                    text + ", and " + held + " ms ahead of what its servers go by",
                    "set the database's by NTP: it was set while they ran");
        }
        return ahead.abs().compareTo(DIFFERENCE) > 0
                ? Finding.warning("clock", text, "set both by NTP: a server here goes by the database's")
                : Finding.ok("clock", text);
    }

    /// What the store acknowledged, and then had no more.
    private static List<Finding> losses(Sql sql, Instant now) {
        if (sql.number("select count(to_regclass('loss'))") == 0) {
            return List.of();
        }
        return sql.list(
                LOSSES,
                row -> Finding.warning(
                        "losses",
                        "at " + row.instant(1) + " the store had nothing of what it acknowledged after "
                                + Instant.ofEpochMilli(row.number(2) / 1_000) + ", of which a server knew up to "
                                + Instant.ofEpochMilli(row.number(3) / 1_000) + "; entries of the log given back: "
                                + row.number(4),
                        "what was signed in, refreshed or changed then is gone, and who signed out is signed in again: end the"
                                + " sessions of tenants where that matters, and replicate synchronously"),
                now.minus(TOLD));
    }

    /// By how much the servers hold the database's clock to be ahead; one of before has no such column.
    private static long held(Sql sql) {
        long known = sql.number("select count(*) from information_schema.columns"
                + " where table_schema = current_schema() and table_name = 'node' and column_name = 'store_ahead'");
        return known == 0
                ? 0
                : sql.number(
                        "select coalesce((select store_ahead from node order by abs(store_ahead) desc limit 1), 0)");
    }

    private static String setting(Sql sql, String name) {
        return sql.one("select current_setting(?)", row -> row.text(1), name).orElse("");
    }
}
