package ripcord.server.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change of one row that is all of a unit's work, if the row is as somebody has seen it. Those of a whole group
/// go to the store together, before anything else of it.
///
/// @param sql    changes one row if it is as it was seen, and nothing otherwise
/// @param values what it binds, as in [Sql]
/// @param done   what follows when the row was changed; makes no statements, and must not fail
public record Swap<T>(String sql, List<@Nullable Object> values, Function<Transaction, T> done) {
    /// Copies the list.
    public Swap {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
