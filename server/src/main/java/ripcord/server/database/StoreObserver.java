package ripcord.server.database;

/// Told how long the store takes. Called by those who use it, while they do: be quick, and throw nothing.
public interface StoreObserver {
    /// Who does not care.
    StoreObserver NOBODY = new StoreObserver() {
        @Override
        public void read(long nanos) {}

        @Override
        public void written(long nanos) {}

        @Override
        public void committed(long nanos, int units) {}
    };

    /// A read has answered, or failed, after so long.
    void read(long nanos);

    /// A write has answered, or failed, after so long, its wait included.
    void written(long nanos);

    /// A commit of so many units of work was made durable.
    void committed(long nanos, int units);
}
