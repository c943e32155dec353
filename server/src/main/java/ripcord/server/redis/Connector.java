package ripcord.server.redis;

import java.util.Set;

/// Opens connections.
interface Connector extends AutoCloseable {
    /// Opens one.
    ///
    /// @throws RedisUnavailableException if it cannot be opened within a few seconds
    Link open();

    /// Opens one that hears.
    ///
    /// @param heard told on a thread of the driver's
    /// @throws RedisUnavailableException if it cannot be opened within a few seconds
    Ear listen(Set<String> channels, Listener heard);

    /// Hears what is said.
    interface Listener {
        /// Something of that length was said on that channel.
        void heard(String channel, int length);
    }

    /// Closes all that it has opened.
    @Override
    void close();
}
