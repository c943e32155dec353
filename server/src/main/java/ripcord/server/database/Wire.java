package ripcord.server.database;

import java.time.Duration;
import java.util.function.ObjLongConsumer;

/// What servers on one PostgreSQL call to each other. Only to be quick: whoever hears nothing looks anyway, as where
/// connections are shared out by the transaction, and nobody can listen.
///
/// @param sql a connection that hears, if it was made to
record Wire(Sql sql) {
    private static final String CHANGED = "ripcord_changed";
    private static final String APPLIED = "ripcord_applied";

    /// Inserts what was changed, and says so when it is committed.
    static final String CHANGE =
            "insert into change (seq, topic, about, at) values (?, ?, ?, ?) returning pg_notify('" + CHANGED + "', '')";

    static Wire listening(Sql sql) {
        try {
            sql.update("listen " + CHANGED);
            sql.update("listen " + APPLIED);
            return new Wire(sql);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// On which nobody hears.
    static Wire deaf(Sql sql) {
        return new Wire(sql);
    }

    /// This server has applied everything up to there.
    static void tell(Sql sql, String id, long position) {
        sql.list("select pg_notify('" + APPLIED + "', ?)", _ -> true, id + " " + position);
    }

    /// Waits until something has changed.
    ///
    /// @param told hears what others have applied meanwhile
    /// @return whether something has
    boolean await(Duration longest, ObjLongConsumer<String> told) {
        long until = System.nanoTime() + longest.toNanos();
        long left = longest.toNanos();
        while (left > 0) {
            boolean changed = false;
            for (var call : sql.calls(Duration.ofNanos(left))) {
                changed |= call.channel().equals(CHANGED);
                if (call.channel().equals(APPLIED)) {
                    applied(call.text(), told);
                }
            }
            if (changed) {
                return true;
            }
            left = until - System.nanoTime();
        }
        return false;
    }

    private static void applied(String text, ObjLongConsumer<String> told) {
        int space = text.indexOf(' ');
        try {
            told.accept(text.substring(0, Math.max(0, space)), Long.parseLong(text.substring(space + 1)));
        } catch (NumberFormatException e) {
            // Whoever may use the database may say anything; only what servers say counts.
            return;
        }
    }
}
