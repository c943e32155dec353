package ripcord.server.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.policy.Policy.StaleMode;
import tools.jackson.databind.json.JsonMapper;

/// The subscriptions' rows. A row says that there may be a verifier out there, and which server had its stream.
final class SqlSubscriptionStore implements SubscriptionStore {
    /// What other servers are told of.
    private static final String TOPIC = "subscription";

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

    @Override
    public void onTold(BiConsumer<String, Optional<Stored>> listener) {
        database.onTold(TOPIC, (sql, id) -> {
            var row = find(sql, id);
            return () -> listener.accept(id, row);
        });
    }

    @Override
    public String self() {
        return database.self();
    }

    @Override
    public boolean isShared() {
        return database.isShared();
    }

    @Override
    public boolean hasOthers() {
        return database.hasOthers();
    }

    @Override
    public boolean isFirst() {
        return database.isFirst();
    }

    @Override
    public boolean isServing(String node) {
        return database.isServing(node);
    }

    @Override
    public void insert(Subscription subscription) {
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

    @Override
    public void delete(Collection<String> ids) {
        database.write(tx -> {
            for (var id : ids) {
                tx.sql().update("delete from subscription where id = ?", id);
                tx.tell(TOPIC, id);
            }
            return ids.size();
        });
    }

    @Override
    public void lost(String id, Instant at) {
        int _ = database.write(tx -> {
            tx.tell(TOPIC, id);
            return tx.sql().update("update subscription set lost_at = ? where id = ?", at, id);
        });
    }

    @Override
    public void report(List<Map.Entry<String, Report>> latest) {
        int _ = database.write(tx -> {
            latest.forEach(each -> tx.sql()
                    .update(
                            "update subscription set report = ? where id = ?",
                            JSON.writeValueAsString(each.getValue()),
                            each.getKey()));
            return latest.size();
        });
    }

    @Override
    public Map<String, Report> reports() {
        return database
                .query(sql -> sql.list(
                        "select id, report from subscription where report is not null",
                        row -> Map.entry(row.text(1), JSON.readValue(row.text(2), Report.class))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public List<Stored> all() {
        return database.query(sql -> sql.list(SELECT, SqlSubscriptionStore::stored));
    }

    private static Optional<Stored> find(Sql sql, String id) {
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
