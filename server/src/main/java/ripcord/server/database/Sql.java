package ripcord.server.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Statements on one open connection, each text prepared once. For one thread at a time.
///
/// Values are bound in order, to `?`: [String], [Long], [Integer], [Boolean] (as 1 or 0), [Instant] (as milliseconds
/// since the epoch), `byte[]` and null. The texts come from the source, so there are few; never put a value into one.
public final class Sql implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sql.class);
    private static final int MOST_KEPT = 500;
    private static final int SQLITE_CONSTRAINT = 19;
    /// One statement has place for 65,535 values, and each number of them is another text.
    private static final int MOST_WAITING = 32;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final boolean isRemote;
    private List<String> lead = List.of();
    private final List<Waiting> waiting = new ArrayList<>();

    /// A change that was not sent yet.
    private record Waiting(String sql, List<@Nullable Object> values) {}

    private Sql(Connection connection) throws SQLException {
        this.connection = connection;
        this.isRemote = connection.isWrapperFor(PGConnection.class);
    }

    /// Opens a connection.
    static Sql open(DataSource source) {
        try {
            return new Sql(source.getConnection());
        } catch (SQLException e) {
            throw new StoreUnavailableException("the store could not be opened", e);
        }
    }

    /// Makes something of a row, before the next one is read.
    @FunctionalInterface
    public interface Mapping<T> {
        /// Must not make statements.
        T map(Row row) throws SQLException;
    }

    /// Changes rows.
    ///
    /// @return how many
    /// @throws StoreUnavailableException if the store fails
    public int update(String sql, @Nullable Object... values) {
        try {
            return isTogether()
                    ? together(sql, values).getUpdateCount()
                    : bound(sql, values).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Makes one change with each of several sets of values, without waiting for one answer before the next.
    ///
    /// @return how many rows each has changed
    /// @throws StoreUnavailableException if one of them fails: what became of the others is not known then
    public int[] updateEach(String sql, List<List<@Nullable Object>> values) {
        try {
            settle();
            var statement = prepared(sql);
            statement.clearBatch();
            for (var each : values) {
                bind(statement, each.toArray());
                statement.addBatch();
            }
            return statement.executeBatch();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Changes rows, however many, some time before the unit of work that wants it is done: where the store is at the
    /// other end of a connection, together with what is asked next. A failure comes out there.
    ///
    /// @throws StoreUnavailableException if the store fails
    public void also(String sql, @Nullable Object... values) {
        if (isRemote) {
            waiting.add(new Waiting(sql, Arrays.asList(values.clone())));
            if (waiting.size() == MOST_WAITING) {
                send();
            }
        } else {
            int _ = update(sql, values);
        }
    }

    /// Sends what was left for [later][#also].
    void send() {
        if (waiting.isEmpty()) {
            return;
        }
        var last = waiting.removeLast();
        try {
            var _ = together(last.sql, last.values.toArray());
        } catch (SQLException e) {
            throw failed(last.sql, e);
        }
    }

    /// What was left for [later][#also] is not wanted any more.
    void forgetWaiting() {
        waiting.clear();
    }

    /// Has `statements`, whose answers nobody wants, sent together with the next one that is made. Where the store is
    /// at the other end of a connection they cost no waiting of their own.
    void lead(List<String> statements) {
        lead = statements;
    }

    /// From now on no answer from the other end of the connection may take longer.
    void answerWithin(long millis) {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
        } catch (SQLException e) {
            throw failed("the time for an answer", e);
        }
    }

    /// Whether something still waits for the next statement.
    boolean isLed() {
        return !lead.isEmpty();
    }

    /// Every row, in order.
    ///
    /// @throws StoreUnavailableException if the store fails
    public <T> List<T> list(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try (var rows = result(sql, values)) {
            return mapped(rows, mapping);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    private static <T> List<T> mapped(ResultSet rows, Mapping<T> mapping) throws SQLException {
        var found = new ArrayList<T>();
        var row = new Row(rows);
        while (rows.next()) {
            found.add(mapping.map(row));
        }
        return found;
    }

    /// The only row, if there is one.
    ///
    /// @throws StoreUnavailableException if the store fails
    public <T> Optional<T> one(String sql, Mapping<T> mapping, @Nullable Object... values) {
        var found = list(sql, mapping, values);
        if (found.size() > 1) {
            throw new IllegalStateException(found.size() + " rows (expected: at most one) of " + sql);
        }
        return found.stream().findFirst();
    }

    /// The only row, and then [#commit], without waiting for one answer before the other is asked for. Not for SQLite.
    ///
    /// @throws StoreUnavailableException if the store fails: whether it has committed is not known then
    <T> Optional<T> oneAndCommit(String sql, Mapping<T> mapping, @Nullable Object... values) {
        try {
            var statement = together(sql + ";commit", values);
            try (var rows = statement.getResultSet()) {
                requireNoWarning(statement);
                return mapped(rows, mapping).stream().findFirst();
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// The number that is the only column of the only row.
    ///
    /// @throws StoreUnavailableException if the store fails
    public long number(String sql, @Nullable Object... values) {
        return one(sql, row -> row.number(1), values)
                .orElseThrow(() -> new IllegalStateException("no row (expected: one) of " + sql));
    }

    /// The rows one at a time, as the store finds them.
    ///
    /// @throws StoreUnavailableException if the store fails
    Rows rows(String sql, @Nullable Object... values) {
        try {
            return new Rows(sql, result(sql, values));
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Whether what waits for the next statement is to be sent with it; otherwise nothing waits any more.
    private boolean isTogether() throws SQLException {
        if (isRemote) {
            return !lead.isEmpty() || !waiting.isEmpty();
        }
        settle();
        return false;
    }

    private void settle() throws SQLException {
        send();
        var first = lead;
        lead = List.of();
        for (var each : first) {
            boolean _ = prepared(each).execute();
        }
    }

    /// The statement with what waited for it, at its own answer.
    private PreparedStatement together(String sql, @Nullable Object[] values) throws SQLException {
        var texts = new ArrayList<>(lead);
        var all = new ArrayList<@Nullable Object>();
        for (var each : waiting) {
            texts.add(each.sql);
            all.addAll(each.values);
        }
        int before = texts.size();
        texts.add(sql);
        all.addAll(Arrays.asList(values));
        var statement = bound(String.join(";", texts), all.toArray());
        lead = List.of();
        waiting.clear();
        boolean _ = statement.execute();
        for (int i = 0; i < before; i++) {
            boolean _ = statement.getMoreResults();
        }
        return statement;
    }

    private ResultSet result(String sql, @Nullable Object[] values) throws SQLException {
        return isTogether()
                ? together(sql, values).getResultSet()
                : bound(sql, values).executeQuery();
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        var statement = prepared(sql);
        bind(statement, values);
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            if (prepared.size() >= MOST_KEPT) {
                forgetStatements();
            }
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            case Instant instant -> statement.setLong(index, instant.toEpochMilli());
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> throw new IllegalArgumentException(value.getClass() + " (expected: what a column can hold)");
        }
    }

    /// Runs statements that have no values, all of them in one round trip; what they answer is thrown away.
    void run(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// What was called on a channel that this connection listens to.
    record Call(String channel, String text) {}

    /// Waits for calls.
    List<Call> calls(Duration longest) {
        try {
            int millis = (int) Math.max(1, longest.toMillis());
            var heard = connection.unwrap(PGConnection.class).getNotifications(millis);
            return heard == null
                    ? List.of()
                    : Arrays.stream(heard)
                            .map(call -> new Call(call.getName(), call.getParameter()))
                            .toList();
        } catch (SQLException e) {
            throw failed("listening", e);
        }
    }

    /// Commits.
    ///
    /// @throws StoreUnavailableException if the store fails, or has something to say about it: PostgreSQL does
    ///     when it stopped waiting for its replica
    void commit() {
        send();
        lead = List.of();
        try {
            var statement = prepared("commit");
            statement.executeUpdate();
            requireNoWarning(statement);
        } catch (SQLException e) {
            throw failed("commit", e);
        }
    }

    private static void requireNoWarning(PreparedStatement commit) throws SQLException {
        var warning = commit.getWarnings();
        if (warning != null) {
            throw new StoreUnavailableException("the store warned at a commit", warning);
        }
    }

    /// What the caller is to blame for fails again if it is repeated; everything else may not.
    static RuntimeException failed(String sql, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean refused =
                (e.getErrorCode() & 0xff) == SQLITE_CONSTRAINT || state.startsWith("23") || state.startsWith("22");
        return refused
                ? new IllegalStateException("a constraint refused " + sql, e)
                : new StoreUnavailableException("the store failed", e);
    }

    /// Prepares every text anew. A statement that failed badly may not work again.
    void forgetStatements() {
        lead = List.of();
        waiting.clear();
        for (var statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                LOG.debug("statement did not close", e);
            }
        }
        prepared.clear();
    }

    /// Closes the connection.
    @Override
    public void close() {
        forgetStatements();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("connection did not close", e);
        }
    }
}
