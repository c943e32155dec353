package ripcord.server.database;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// A change that no memory outlives: the store was put there, restored, or sealed anew under another key. Whoever had
/// it before that has to begin anew.
///
/// On SQLite there is one server, and nothing to tell.
final class Anew {
    static final String TOPIC = "anew";

    private static final String NOW = "select greatest((extract(epoch from clock_timestamp()) * 1000000)::bigint,"
            + " (select coalesce(max(seq), 0) + 1 from change))";

    private Anew() {}

    /// Says so, in the transaction that is open and has the turn.
    static void tell(Sql sql) {
        long seq = sql.number(NOW);
        var at = Instant.ofEpochMilli(TimeUnit.MICROSECONDS.toMillis(seq));
        sql.list(Wire.CHANGE, _ -> true, seq, TOPIC, "", at);
    }
}
