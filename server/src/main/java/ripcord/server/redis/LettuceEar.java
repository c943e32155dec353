package ripcord.server.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Set;
import java.util.function.Consumer;

/// Hears through Lettuce.
final class LettuceEar implements Ear {
    private final StatefulRedisPubSubConnection<String, byte[]> connection;

    /// @throws io.lettuce.core.RedisException if it cannot subscribe
    LettuceEar(StatefulRedisPubSubConnection<String, byte[]> connection, Set<String> channels, Consumer<String> heard) {
        this.connection = connection;
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, byte[] message) {
                heard.accept(channel);
            }
        });
        connection.sync().subscribe(channels.toArray(String[]::new));
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public void close() {
        var _ = connection.closeAsync();
    }
}
