package ripcord.server.database;

import java.util.List;

/// Where a unit of work that fails goes back to, in the transaction that it shares with others. For the writer's
/// thread.
///
/// Setting it costs nothing of its own: it is sent together with the unit's first statement. Two names take turns, so
/// that one that was never set is missed, and not taken for that of the unit before.
final class Savepoint {
    /// Sets the first one of a transaction.
    static final String FIRST = "savepoint unit_a";

    private static final List<String> TO_A = List.of("release savepoint unit_b", "savepoint unit_a");
    private static final List<String> TO_B = List.of("release savepoint unit_a", "savepoint unit_b");

    private final Sql sql;
    private boolean atA = true;
    private boolean used;

    /// @param sql in a transaction in which the [first one][#FIRST] is set
    Savepoint(Sql sql) {
        this.sql = sql;
    }

    /// What comes now is another unit's work, and all before it stays.
    void next() {
        if (used && !sql.isLed()) {
            sql.lead(atA ? TO_B : TO_A);
            atA = !atA;
        }
        used = true;
    }

    /// Undoes what was done since.
    ///
    /// @throws StoreUnavailableException if the transaction is lost
    void back() {
        sql.forgetWaiting();
        // What was not sent, nobody has to undo.
        if (!sql.isLed()) {
            sql.update(atA ? "rollback to savepoint unit_a" : "rollback to savepoint unit_b");
            used = false;
        }
    }
}
