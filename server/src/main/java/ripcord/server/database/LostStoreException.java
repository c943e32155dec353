package ripcord.server.database;

/// The store is not what this process knows of it any more, and nothing that is done here can change that.
final class LostStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostStoreException(String message) {
        super(message);
    }
}
