package ripcord.server.database;

import java.sql.SQLException;
import java.util.Optional;

/// What is wrong with a database that cannot be opened, in one line with what to do about it.
final class PostgresFault {
    private PostgresFault() {}

    static StoreUnavailableException of(String url, RuntimeException fault) {
        if (fault instanceof StoreRefusedException refused) {
            return refused;
        }
        if (fault instanceof StoreUnavailableException told
                && String.valueOf(told.getMessage()).startsWith("--")) {
            return told;
        }
        return new StoreUnavailableException(
                state(fault)
                        .flatMap(state -> told(url, state, StoreFault.firstLine(fault)))
                        .orElseGet(() -> "--database-url: " + url + " cannot be used: " + StoreFault.firstLine(fault)),
                fault);
    }

    /// What is wrong with a replica, if it is what was configured; empty if it is only not there now.
    static Optional<StoreUnavailableException> ofReplica(String url, StoreUnavailableException fault) {
        if (String.valueOf(fault.getMessage()).startsWith("--")) {
            return Optional.of(fault);
        }
        return state(fault)
                .flatMap(state -> Optional.ofNullable(
                        switch (state) {
                            case "28P01", "28000" ->
                                " refuses --database-user and --database-password-file (expected: a replica, which has"
                                        + " the primary's users)";
                            case "3D000" -> " is not there (expected: a replica, which has the primary's databases)";
                            default -> null;
                        }))
                .map(line -> new StoreUnavailableException("--database-read-url: " + url + line, fault));
    }

    /// Whether somebody else held a lock for too long.
    static boolean isLocked(RuntimeException fault) {
        return state(fault).filter("55P03"::equals).isPresent();
    }

    /// Whether nothing was heard, or nobody is there.
    static boolean isSilence(RuntimeException fault) {
        return state(fault).filter(state -> state.startsWith("08")).isPresent();
    }

    /// That the user has too few rights.
    static String mayNot(String url, String said) {
        return "--database-user: may not do what a store needs in " + url + ": " + said
                + " (expected: the database's owner, or one with CREATE on its schema and every right to its tables)";
    }

    private static Optional<String> told(String url, String state, String said) {
        return Optional.ofNullable(
                switch (state) {
                    case "28P01", "28000" ->
                        "--database-user, --database-password-file: refused by " + url
                                + " (expected: a user that may log in, and its password)";
                    case "3D000" ->
                        "--database-url: " + url + " is not there (expected: an empty database; createdb makes one)";
                    case "42501" -> mayNot(url, said);
                    case "53300" ->
                        "--database-url: " + url + " has no connection left (expected: a dozen more; see"
                                + " max_connections)";
                    case "53100" ->
                        "--database-url: " + url + " has no room left on its disk (expected: free space; nothing was"
                                + " lost)";
                    case "57P03" -> "--database-url: " + url + " is starting or stopping: try again";
                    case "08004", "08P01" ->
                        "--database-url: " + url + " does not let a connection begin: " + said
                                + " (expected: a PostgreSQL server that answers as the URL says)";
                    case "08001", "08006" ->
                        "--database-url: " + url + " cannot be reached (expected: a PostgreSQL server that answers)";
                    default -> null;
                });
    }

    private static Optional<String> state(Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}
