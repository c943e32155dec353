package ripcord.server.redis;

/// A connection that hears what is told on channels.
interface Ear extends AutoCloseable {
    /// Whether it still hears.
    boolean isOpen();

    @Override
    void close();
}
