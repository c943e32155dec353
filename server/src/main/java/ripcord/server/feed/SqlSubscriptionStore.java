package ripcord.server.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
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
        database.write(tx -> tx.sql()
                .update(
                        INSERT,
                        subscription.id(),
                        declared.apiKey(),
                        declared.name(),
                        declared.version(),
                        declared.scope().text(),
                        declared.maxStaleness().toMillis(),
                        declared.whenStale().wireName(),
                        millis(declared.acceptFor()),
                        subscription.openedAt()));
    }

    void delete(Collection<String> ids) {
        database.write(tx -> {
            for (var id : ids) {
                tx.sql().update("delete from subscription where id = ?", id);
            }
            return ids.size();
        });
    }

    List<Subscription> all() {
        return database.query(sql -> sql.list(SELECT, SqlSubscriptionStore::subscription));
    }

    /// Its position is not known any more: -1, so that it is waited for whatever is appended.
    private static Subscription subscription(Row row) throws SQLException {
        var declared = new Declaration(
                row.text(3),
                row.textOrNull(4),
                FeedScope.of(row.text(5)),
                Duration.ofMillis(row.number(6)),
                mode(row.text(7)),
                row.isNull(8) ? null : Duration.ofMillis(row.number(8)),
                row.text(2),
                new Account.Former(),
                null);
        return new Subscription(row.text(1), declared, row.instant(9), -1);
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
