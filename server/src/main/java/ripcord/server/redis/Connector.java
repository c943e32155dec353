package ripcord.server.redis;

/// Opens connections.
interface Connector extends AutoCloseable {
    /// Opens one.
    ///
    /// @throws RedisUnavailableException if it cannot be opened within a few seconds
    Link open();

    /// Closes all that it has opened.
    @Override
    void close();
}
