package ripcord.server.database;

import java.sql.SQLException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// Teaches PostgreSQL the word `blob`: the files with the tables are the same for both engines. Before the first of
/// them, and after it was seen that the schema is empty.
final class BlobDomain implements Callback {
    private static final String CREATE = """
            do $$ begin
                if to_regtype('blob') is null then
                    create domain blob as bytea;
                end if;
            end $$
            """;

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (var statement = context.getConnection().createStatement()) {
            statement.execute(CREATE);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the store's types could not be made", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "blob";
    }
}
