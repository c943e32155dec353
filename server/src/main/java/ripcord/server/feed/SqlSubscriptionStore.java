package ripcord.server.feed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.policy.Policy.StaleMode;

/// The subscriptions' rows. A row says that there may be a verifier out there; whether it is connected, no row knows.
final class SqlSubscriptionStore {
    private static final String INSERT = """
            insert into subscription (id, api_key, name, version, scope, max_staleness, when_stale, accept_for,
                                      opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SELECT = """
            select id, api_key, name, version, scope, max_staleness, when_stale, accept_for, opened_at
              from subscription
            """;

    private final Database database;

    SqlSubscriptionStore(Database database) {
        this.database = database;
    }

    /// Durable when it returns.
    void insert(Subscription subscription) {
        var declared = subscription.declared();
        database.write(tx -> tx.handle()
                .createUpdate(INSERT)
                .bind(0, subscription.id())
                .bind(1, declared.apiKey())
                .bind(2, declared.name())
                .bind(3, declared.version())
                .bind(4, declared.scope().text())
                .bind(5, declared.maxStaleness().toMillis())
                .bind(6, declared.whenStale().wireName())
                .bind(7, millis(declared.acceptFor()))
                .bind(8, subscription.openedAt().toEpochMilli())
                .execute());
    }

    void delete(Collection<String> ids) {
        database.write(tx -> {
            for (var id : ids) {
                tx.handle()
                        .createUpdate("delete from subscription where id = ?")
                        .bind(0, id)
                        .execute();
            }
            return ids.size();
        });
    }

    List<Subscription> all() {
        return database.read(handle -> handle.createQuery(SELECT)
                .map(SqlSubscriptionStore::subscription)
                .list());
    }

    /// Its position is not known any more: -1, so that it is waited for whatever is appended.
    private static Subscription subscription(ResultSet row, StatementContext context) throws SQLException {
        long acceptFor = row.getLong(8);
        var declared = new Declaration(
                row.getString(3),
                row.getString(4),
                FeedScope.of(row.getString(5)),
                Duration.ofMillis(row.getLong(6)),
                mode(row.getString(7)),
                acceptFor == 0 ? null : Duration.ofMillis(acceptFor),
                row.getString(2),
                null);
        return new Subscription(row.getString(1), declared, Instant.ofEpochMilli(row.getLong(9)), -1);
    }

    private static StaleMode mode(String wireName) {
        return Arrays.stream(StaleMode.values())
                .filter(mode -> mode.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("when_stale: " + wireName));
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
