package ripcord.server.database;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A connection that stays open from one reading to the next, or none. For one thread at a time.
final class KeptConnection {
    private final Supplier<Sql> opens;
    private @Nullable Sql sql;

    /// @param opens makes a new one
    KeptConnection(Supplier<Sql> opens) {
        this.opens = opens;
    }

    boolean isOpen() {
        return sql != null;
    }

    /// It, opened if it is not.
    Sql opened() {
        var kept = sql == null ? opens.get() : sql;
        sql = kept;
        return kept;
    }

    /// Whatever became of its transaction, the next one finds none.
    void end() {
        try {
            if (sql != null) {
                sql.update("rollback");
            }
        } catch (StoreUnavailableException e) {
            close();
        }
    }

    void close() {
        if (sql != null) {
            sql.close();
            sql = null;
        }
    }
}
