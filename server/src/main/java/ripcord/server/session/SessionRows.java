package ripcord.server.session;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionHistory.Line;
import ripcord.server.tenant.TenantId;

/// The rows of many sessions, of any tenants: each step is one statement or two however many they are, inside the
/// caller's transaction. What they leave is what [SessionStore] leaves of one after another.
final class SessionRows {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRows.class);
    private static final String FORGET_HISTORY = "delete from session_history where tenant = ? and session = ?";
    private static final String FORGET = "delete from session where tenant = ? and id = ?";

    private SessionRows() {}

    /// So that there are few texts: each is prepared once. `cross join` has SQLite look up what is wanted; from
    /// some two hundred on it would rather walk over all sessions and look each up among those.
    static String select(int slots) {
        return "with wanted (tenant, id) as (values (cast(? as text), cast(? as blob))"
                + ", (?, ?)".repeat(slots - 1)
                + ") " + SessionRow.select("wanted cross join session s")
                + " where s.tenant = wanted.tenant and s.id = wanted.id";
    }

    /// What the rows say, over or not; nothing of those that are no more, and of those that cannot be read, such as one
    /// that a later version wrote.
    ///
    /// @param keys at least one
    static Map<SessionKey, SessionRow.Read> read(
            Sql sql, List<SessionKey> keys, Function<TenantId, SessionRow.Reading> readings) {
        int slots = keys.size() == 1 ? 1 : Integer.highestOneBit(keys.size() - 1) << 1;
        var values = new ArrayList<@Nullable Object>();
        for (var key : keys) {
            values.add(key.tenant().value());
            values.add(key.id().bytes());
        }
        // There is no such tenant.
        while (values.size() < 2 * slots) {
            values.add("");
            values.add(new byte[0]);
        }
        var found = new HashMap<SessionKey, SessionRow.Read>();
        var unreadable = new ArrayList<String>();
        sql.list(
                        select(slots),
                        row -> read(row, readings.apply(new TenantId(row.text(1))), unreadable),
                        values.toArray())
                .forEach(each -> each.ifPresent(read -> {
                    var session = read.stored().session();
                    found.put(new SessionKey(session.tenant(), session.id()), read);
                }));
        if (!unreadable.isEmpty()) {
            LOG.warn("rows of sessions cannot be read count={} first=\"{}\"", unreadable.size(), unreadable.getFirst());
        }
        return found;
    }

    private static Optional<SessionRow.Read> read(Row row, SessionRow.Reading reading, List<String> unreadable)
            throws SQLException {
        try {
            return Optional.of(SessionRow.read(row, reading));
        } catch (RuntimeException e) {
            unreadable.add(row.text(1) + " " + SessionId.of(row.bytes(2)).text() + ": " + e);
            return Optional.empty();
        }
    }

    /// An end to be written.
    record Closing(SessionKey key, Cause cause, Instant at) {}

    /// Writes the ends of sessions.
    ///
    /// @return those that were not written before
    static List<Closing> close(Transaction tx, List<Closing> all) {
        int[] rows = each(
                tx,
                SessionStore.CLOSE_ONE,
                all,
                closing -> SessionStore.closing(closing.key, closing.cause, closing.at));
        var closed = new ArrayList<Closing>();
        var counts = new LinkedHashMap<TenantId, Integer>();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == 1) {
                closed.add(all.get(i));
                counts.merge(all.get(i).key.tenant(), 1, Integer::sum);
            }
        }
        send(tx, SessionStore.COUNT, List.copyOf(counts.entrySet()), count ->
                new Object[] {-count.getValue(), count.getKey().value()});
        return closed;
    }

    /// A line of a session's history.
    record Remembered(SessionKey key, Line line) {}

    /// Adds lines to histories, in that order.
    static void remember(Transaction tx, List<Remembered> all) {
        send(tx, SessionStore.REMEMBER, all, each -> SessionStore.remembering(each.key, each.line));
    }

    /// Deletes sessions and what happened to them.
    static void forget(Transaction tx, List<SessionKey> keys) {
        Function<SessionKey, Object[]> values =
                key -> new Object[] {key.tenant().value(), key.id().bytes()};
        send(tx, FORGET_HISTORY, keys, values);
        send(tx, FORGET, keys, values);
    }

    /// As [#each], where nobody asks how many rows were changed.
    private static <T> void send(Transaction tx, String sql, List<T> all, Function<T, @Nullable Object[]> values) {
        if (all.size() == 1) {
            tx.sql().also(sql, values.apply(all.getFirst()));
        } else {
            int[] _ = each(tx, sql, all, values);
        }
    }

    private static <T> int[] each(Transaction tx, String sql, List<T> all, Function<T, @Nullable Object[]> values) {
        return all.isEmpty()
                ? new int[0]
                : tx.sql()
                        .updateEach(
                                sql,
                                all.stream()
                                        .map(one -> Arrays.asList(values.apply(one)))
                                        .toList());
    }
}
