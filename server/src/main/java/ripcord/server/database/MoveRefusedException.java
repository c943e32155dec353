package ripcord.server.database;

import org.jspecify.annotations.Nullable;

/// A move that was told wrongly and not begun: nothing was changed.
public final class MoveRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MoveRefusedException(String message) {
        super(message);
    }

    MoveRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
