package ripcord.server.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a store's tables to what this program works with.
final class Migrations {
    /// The number of the newest file in `db/migration`.
    static final int NEWEST = 9;

    private Migrations() {}

    /// Applies what is missing. A store says itself which was the last: looking for what to do takes longer than all
    /// else that opening it needs, and there is mostly nothing.
    ///
    /// @param sql a connection to `source`
    static void apply(Sql sql, DataSource source) {
        // What the schema's own pages say is read too, so that a store that is damaged there is found here.
        long tables = sql.number("select count(*) from sqlite_schema");
        if (tables > 0 && sql.number("pragma user_version") == NEWEST) {
            return;
        }
        Flyway.configure()
                .dataSource(source)
                .loggers("slf4j")
                .placeholders(Map.of("long", "integer"))
                .load()
                .migrate();
        sql.update("pragma user_version = " + NEWEST);
    }
}
