package ripcord.server.database;

import java.util.Optional;

/// Where a store in a database was when a server last began on it. A database that was restored from a dump, or copied,
/// is another place with the same store in it: it lacks what came later, and nothing in it says so.
///
/// @param cluster  of the installation; empty if this user may not know
/// @param database of the database in it
/// @param head     of the log's table
record Whereabouts(String cluster, long database, long head) {
    private static final String MAY_KNOW =
            "select case when has_function_privilege('pg_control_system()', 'execute') then 1 else 0 end";
    private static final String CLUSTER = "select system_identifier::text from pg_control_system()";
    private static final String HERE =
            "select (select oid::bigint from pg_database where datname = current_database()),"
                    + " to_regclass('revocation_head')::oid::bigint";

    private static Whereabouts of(Sql sql) {
        var cluster =
                sql.number(MAY_KNOW) == 1 ? sql.one(CLUSTER, row -> row.text(1)).orElse("") : "";
        return sql.one(HERE, row -> new Whereabouts(cluster, row.number(1), row.number(2)))
                .orElseThrow();
    }

    private static Optional<Whereabouts> known(Sql sql) {
        return sql.one(
                "select cluster_id, database_id, head_id from whereabouts",
                row -> new Whereabouts(row.text(1), row.number(2), row.number(3)));
    }

    private boolean isSame(Whereabouts other) {
        boolean sameCluster = cluster.isEmpty() || other.cluster.isEmpty() || cluster.equals(other.cluster);
        return sameCluster && database == other.database && head == other.head;
    }

    /// Notes the place of a store that has none yet.
    ///
    /// @throws StoreRefusedException if it was somewhere else
    static void require(Sql sql, String url) {
        var known = known(sql);
        if (known.isEmpty()) {
            write(sql);
        } else if (!known.get().isSame(of(sql))) {
            throw new StoreRefusedException(
                    "--database-url: " + url + " holds a store that was restored from a dump, or"
                            + " copied, and lacks what came later (expected: ripcord restore --in-place first, which says so to"
                            + " verifiers and signs everybody out unless --sessions keep)");
        }
    }

    /// From now on it is here.
    static void write(Sql sql) {
        var here = of(sql);
        sql.update(
                "insert into whereabouts (one, cluster_id, database_id, head_id) values (1, ?, ?, ?) on conflict (one) do"
                        + " update set cluster_id = excluded.cluster_id, database_id = excluded.database_id, head_id ="
                        + " excluded.head_id",
                here.cluster,
                here.database,
                here.head);
    }
}
