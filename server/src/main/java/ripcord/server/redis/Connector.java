package ripcord.server.redis;

import java.util.Set;
import java.util.function.Consumer;

/// Opens connections.
interface Connector extends AutoCloseable {
    /// Opens one.
    ///
    /// @throws RedisUnavailableException if it cannot be opened within a few seconds
    Link open();

    /// Opens one that hears.
    ///
    /// @param heard told the channel, on a thread of the driver's
    /// @throws RedisUnavailableException if it cannot be opened within a few seconds
    Ear listen(Set<String> channels, Consumer<String> heard);

    /// Closes all that it has opened.
    @Override
    void close();
}
