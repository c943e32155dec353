package ripcord.server.database;

/// The store does not have what it once showed to this server.
public final class PartedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean late;

    /// Why that is known.
    public PartedException(String message) {
        this(message, false);
    }

    private PartedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    /// The store need not have lost anything: this server was away for too long.
    static PartedException late(String message) {
        return new PartedException(message, true);
    }

    boolean isLate() {
        return late;
    }
}
