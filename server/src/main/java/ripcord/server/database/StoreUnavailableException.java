package ripcord.server.database;

import org.jspecify.annotations.Nullable;

/// The store could not do it now, and nothing was kept. Safe to repeat.
public sealed class StoreUnavailableException extends RuntimeException
        permits StoreDamagedException, StoreRefusedException, StoreUnreadableException {
    private static final long serialVersionUID = 1;

    /// What was not possible.
    public StoreUnavailableException(String message) {
        super(message);
    }

    /// What was not possible, and why.
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
