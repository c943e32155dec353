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

    private SqlDatabaseChecks() {}

    static List<Finding> of(Store.Server place, Instant now) {
        try {
            return StoreReader.read(place, sql -> findings(sql, now));
        } catch (StoreUnavailableException e) {
            return List.of(Finding.error(
                    "store", String.valueOf(e.getMessage()), "see that the database answers, and lets this user in"));
        }
    }

    private static List<Finding> findings(Sql sql, Instant now) {
        var findings = new ArrayList<Finding>();
        findings.add(store(sql));
        findings.add(durability(sql));
        findings.add(clock(sql, now));
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
        var apart = Duration.between(now, Instant.ofEpochMilli(millis)).abs();
        return apart.compareTo(DIFFERENCE) > 0
                ? Finding.warning(
                        "clock",
                        "the database's clock is " + apart.toMillis() + " ms from this machine's",
                        "set both by NTP: what expires does so by either")
                : Finding.ok("clock", "the database's clock is this machine's, to a second");
    }

    private static String setting(Sql sql, String name) {
        return sql.one("select current_setting(?)", row -> row.text(1), name).orElse("");
    }
}
