package ripcord.server.database;

/// The store does not have what it once showed to this server.
final class PartedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PartedException(String message) {
        super(message);
    }
}
