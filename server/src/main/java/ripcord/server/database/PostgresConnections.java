package ripcord.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// Connections to a database of PostgreSQL's, on which nothing takes longer than it may. Thread-safe.
///
/// @param place the password's file is read for each of them
record PostgresConnections(Store.Server place) {
    private static final int CONNECT_SECONDS = 2;
    /// Bounds whatever the settings below do not, a commit above all. Later than the deadline of those who wait.
    private static final int ANSWER_SECONDS = 6;
    private static final int QUICK_SECONDS = 2;
    private static final int REPLICA_SECONDS = 1;
    /// As long as a statement may take: who reads has no later deadline to learn from.
    static final Duration READ = Duration.ofSeconds(4);

    /// Of what nobody waits for but who typed a command.
    private static final int MUCH_SECONDS = 60;

    /// In a transaction: where a pool shares connections out by the transaction, what was set for one is not set here.
    static final String DURABLE = " select set_config('synchronous_commit', 'on', true)"
            + " where current_setting('synchronous_commit') = 'off'";

    private static final List<String> SETTINGS = List.of(
            "set statement_timeout = '4s'",
            "set lock_timeout = '1s'",
            "set idle_in_transaction_session_timeout = '2s'",
            // A connection whose other end is gone lets its lock go within about ten seconds.
            "set tcp_keepalives_idle = 5",
            "set tcp_keepalives_interval = 2",
            "set tcp_keepalives_count = 3",
            // What is said at a commit counts.
            "set client_min_messages = warning");

    String url() {
        return place.url();
    }

    /// Opens one for what is worth nothing if it comes late.
    ///
    /// @throws StoreUnavailableException if there is none to be had
    Sql openQuick() {
        return set(Sql.open(source(QUICK_SECONDS)));
    }

    /// Where to listen, if not here.
    Optional<PostgresConnections> toListen() {
        return Optional.ofNullable(place.listenUrl())
                .map(url -> new Store.Server(url, place.user(), place.passwordFile(), place.folder()))
                .map(PostgresConnections::new);
    }

    /// Opens one that only reads.
    ///
    /// @throws StoreUnavailableException if there is none to be had
    Sql openReader() {
        return set(Sql.open(source((int) READ.toSeconds())));
    }

    /// Opens one to a replica, without which one can do.
    ///
    /// @throws StoreUnavailableException if there is none to be had
    Sql openReplica() {
        return set(Sql.open(source(REPLICA_SECONDS)));
    }

    /// Opens one whose commits are durable when they are acknowledged, as far as that is a connection's to say.
    ///
    /// @throws StoreUnavailableException if there is none to be had
    Sql open() {
        return set(Sql.open(source(ANSWER_SECONDS)));
    }

    private static Sql set(Sql sql) {
        try {
            SETTINGS.forEach(sql::update);
            if ("off".equals(setting(sql, "synchronous_commit"))) {
                sql.update("set synchronous_commit = on");
            }
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// Opens one for statements with much in them.
    ///
    /// @throws StoreUnavailableException if there is none to be had
    Sql openForMuch() {
        var sql = Sql.open(source(MUCH_SECONDS));
        try {
            SETTINGS.forEach(sql::update);
            sql.update("set statement_timeout = '50s'");
            sql.update("set lock_timeout = '2s'");
            sql.update("set idle_in_transaction_session_timeout = '60s'");
            if ("off".equals(setting(sql, "synchronous_commit"))) {
                sql.update("set synchronous_commit = on");
            }
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    static String setting(Sql sql, String name) {
        return sql.one("select current_setting(?)", row -> row.text(1), name).orElse("");
    }

    /// For statements that may take their time.
    ///
    /// @param watcher of what is opened: nothing else bounds how long an answer takes
    DataSource patient(WatchedSource.Watcher watcher) {
        return set(new WatchedSource(watcher), 0);
    }

    /// @param answerSeconds how long an answer may take; 0 for as long as it likes
    private DataSource source(int answerSeconds) {
        return set(new PGSimpleDataSource(), answerSeconds);
    }

    private DataSource set(PGSimpleDataSource source, int answerSeconds) {
        source.setURL(place.url());
        if (place.user() != null) {
            source.setUser(place.user());
        }
        if (place.passwordFile() != null) {
            source.setPassword(password(place.passwordFile()));
        }
        source.setApplicationName("ripcord");
        source.setConnectTimeout(answerSeconds == REPLICA_SECONDS ? REPLICA_SECONDS : CONNECT_SECONDS);
        // Who is silent is asked for TLS first, and without when that took long enough: both together are bounded too.
        source.setSslResponseTimeout(CONNECT_SECONDS * 1_000);
        source.setLoginTimeout(ANSWER_SECONDS);
        source.setSocketTimeout(answerSeconds);
        source.setTcpKeepAlive(true);
        return source;
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "--database-password-file: " + file + " cannot be read (expected: a file with the password)", e);
        }
    }
}
