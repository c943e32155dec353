package ripcord.server.database;

import java.nio.file.Path;
import java.time.InstantSource;

/// The engine that the running test is about; SQLite, unless its class is [OnEveryStore].
public final class StoreUnderTest {
    private static volatile boolean postgres;

    private StoreUnderTest() {}

    static void use(boolean isPostgres) {
        postgres = isPostgres;
    }

    static void done() {
        if (postgres) {
            PostgresServer.dropAll();
        }
        postgres = false;
    }

    /// Whether it is PostgreSQL.
    public static boolean isPostgres() {
        return postgres;
    }

    /// Opens the store that belongs to that folder, or a new one.
    ///
    /// @param clock the database's
    public static Database open(Path folder, InstantSource clock) {
        return postgres
                ? Database.open(PostgresEngine.of(PostgresServer.store(folder), StoreClock.alone(clock), 2))
                : Database.open(folder, clock);
    }
}
