package ripcord.server.database;

/// The store does not have what it once showed to this server.
public final class PartedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why that is known.
    public PartedException(String message) {
        super(message);
    }
}
