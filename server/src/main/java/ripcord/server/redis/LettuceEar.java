package ripcord.server.redis;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Hears through Lettuce.
final class LettuceEar implements Ear {
    /// A call has no text. Of one that has, only the length is taken: it may be 32 MB.
    static final RedisCodec<String, Integer> LENGTHS = new RedisCodec<>() {
        @Override
        public String decodeKey(ByteBuffer bytes) {
            return StringCodec.UTF8.decodeKey(bytes);
        }

        @Override
        public Integer decodeValue(ByteBuffer bytes) {
            return bytes.remaining();
        }

        @Override
        public ByteBuffer encodeKey(String key) {
            return StringCodec.UTF8.encodeKey(key);
        }

        @Override
        public ByteBuffer encodeValue(Integer value) {
            throw new IllegalStateException("who hears says nothing");
        }
    };

    private final StatefulRedisPubSubConnection<String, Integer> connection;
    private final String[] channels;

    /// @throws io.lettuce.core.RedisException if it cannot subscribe; then nothing is left open
    LettuceEar(
            StatefulRedisPubSubConnection<String, Integer> connection, Set<String> channels, Connector.Listener heard) {
        this.connection = connection;
        this.channels = channels.toArray(String[]::new);
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, Integer length) {
                heard.heard(channel, length);
            }
        });
        try {
            connection.sync().subscribe(this.channels);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    /// Who listens may say little else in the older protocol; and who was forgotten listens again.
    @Override
    public CompletableFuture<Boolean> ping() {
        return connection.async().subscribe(channels).toCompletableFuture().thenApply(_ -> true);
    }

    @Override
    public void close() {
        var _ = connection.closeAsync();
    }
}
