package ripcord.server.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// A link through Lettuce. One connection for all: commands go out one behind the other, and nobody waits for a turn.
final class LettuceLink implements Link {
    private static final byte[] NOTHING = {};

    private final StatefulConnection<String, byte[]> connection;
    private final RedisClusterAsyncCommands<String, byte[]> commands;

    LettuceLink(StatefulConnection<String, byte[]> connection, RedisClusterAsyncCommands<String, byte[]> commands) {
        this.connection = connection;
        this.commands = commands;
    }

    @Override
    public CompletableFuture<Optional<byte[]>> get(String key) {
        return commands.get(key).toCompletableFuture().thenApply(Optional::ofNullable);
    }

    @Override
    public CompletableFuture<Boolean> put(String key, byte[] value, Duration life) {
        return commands.set(key, value, SetArgs.Builder.px(life))
                .toCompletableFuture()
                .thenApply("OK"::equals);
    }

    @Override
    public CompletableFuture<Long> run(Script script, String key, String argument) {
        var keys = new String[] {key};
        var value = argument.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        CompletionStage<Long> known = commands.evalsha(script.sha1(), ScriptOutputType.INTEGER, keys, value);
        return known.exceptionallyCompose(e -> {
                    if (cause(e) instanceof RedisNoScriptException) {
                        return commands.eval(script.text(), ScriptOutputType.INTEGER, keys, value);
                    }
                    return CompletableFuture.failedFuture(e);
                })
                .toCompletableFuture();
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }

    @Override
    public CompletableFuture<Boolean> tell(String channel) {
        return commands.publish(channel, NOTHING).toCompletableFuture().thenApply(_ -> true);
    }

    @Override
    public CompletableFuture<Boolean> ping() {
        return commands.ping().toCompletableFuture().thenApply(_ -> true);
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
