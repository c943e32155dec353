package ripcord.server.database;

import org.jspecify.annotations.Nullable;

/// What is asked for cannot be done with the store that is there: another server has it, there is one already, or none.
/// Nothing was changed, and repeating it as it was said does not help.
public final class StoreRefusedException extends StoreUnavailableException {
    private static final long serialVersionUID = 1;

    StoreRefusedException(String message) {
        super(message);
    }

    /// For what could not even be begun.
    static StoreRefusedException of(StoreUnavailableException told) {
        return told instanceof StoreRefusedException refused
                ? refused
                : new StoreRefusedException(String.valueOf(told.getMessage()), told);
    }

    StoreRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
