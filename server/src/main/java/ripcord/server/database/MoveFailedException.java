package ripcord.server.database;

/// A move that was begun did not come to its end. What was moved stays, and the store is where it was.
public final class MoveFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MoveFailedException(String message) {
        super(message);
    }

    MoveFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
