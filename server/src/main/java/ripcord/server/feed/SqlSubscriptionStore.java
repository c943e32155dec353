package ripcord.server.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.policy.Policy.StaleMode;
import tools.jackson.databind.json.JsonMapper;

/// The subscriptions' rows. A row says that there may be a verifier out there, and which server had its stream.
final class SqlSubscriptionStore {
    /// What other servers are told of.
    static final String TOPIC = "subscription";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String INSERT = """
            insert into subscription (id, api_key, name, version, scope, max_staleness, when_stale, accept_for,
                                      opened_at, opened_after, node)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SELECT = """
            select id, api_key, name, version, scope, max_staleness, when_stale, accept_for, opened_at, opened_after,
                   node, lost_at, (select count(*) from node where node.id = subscription.node)
              from subscription
            """;

    private final Database database;

    SqlSubscriptionStore(Database database) {
        this.database = database;
    }

    /// A row.
    ///
    /// @param lostAt  null while its stream lives, as far as rows know
    /// @param serving whether the server that has the stream is there
    record Stored(Subscription subscription, @Nullable Instant lostAt, boolean serving) {}

    /// Durable when it returns, and known to every server.
    void insert(Subscription subscription) {
        var declared = subscription.declared();
        database.write(tx -> {
            tx.tell(TOPIC, subscription.id());
            return tx.sql()
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
                            subscription.openedAt(),
                            subscription.openedAfter(),
                            subscription.node());
        });
    }

    void delete(Collection<String> ids) {
        database.write(tx -> {
            for (var id : ids) {
                tx.sql().update("delete from subscription where id = ?", id);
                tx.tell(TOPIC, id);
            }
            return ids.size();
        });
    }

    /// Says to other servers that its stream has ended.
    void lost(String id, Instant at) {
        int _ = database.write(tx -> {
            tx.tell(TOPIC, id);
            return tx.sql().update("update subscription set lost_at = ? where id = ?", at, id);
        });
    }

    /// Keeps what verifiers said last, for the other servers to look up.
    void report(List<Map.Entry<String, Report>> latest) {
        int _ = database.write(tx -> {
            latest.forEach(each -> tx.sql()
                    .update(
                            "update subscription set report = ? where id = ?",
                            JSON.writeValueAsString(each.getValue()),
                            each.getKey()));
            return latest.size();
        });
    }

    /// What verifiers said last, by subscription, as far as it was kept.
    Map<String, Report> reports() {
        return database
                .query(sql -> sql.list(
                        "select id, report from subscription where report is not null",
                        row -> Map.entry(row.text(1), JSON.readValue(row.text(2), Report.class))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<Stored> all() {
        return database.query(sql -> sql.list(SELECT, SqlSubscriptionStore::stored));
    }

    static Optional<Stored> find(Sql sql, String id) {
        return sql.one(SELECT + " where id = ?", SqlSubscriptionStore::stored, id);
    }

    private static Stored stored(Row row) throws SQLException {
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
        var place = new Subscription.Place(row.text(11), false);
        return new Stored(
                new Subscription(
                        row.text(1), declared, new Subscription.Opening(row.instant(9), row.number(10)), place),
                row.instantOrNull(12),
                row.number(13) == 1);
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
