package ripcord.server.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A connection, or those to the nodes of a cluster. Thread-safe. Every answer may never come; whoever asks stops
/// waiting, and cancels.
interface Link extends AutoCloseable {
    /// What lies under `key`.
    CompletableFuture<Optional<byte[]>> get(String key);

    /// Puts `value` under `key`, for so long at most.
    CompletableFuture<Boolean> put(String key, byte[] value, Duration life);

    /// Runs a script on one key; its answer is a number.
    CompletableFuture<Long> run(Script script, String key, String argument);

    /// Says something to whoever listens to `channel`.
    CompletableFuture<Boolean> tell(String channel);

    /// Whether anybody is there.
    CompletableFuture<Boolean> ping();

    /// Whether it can still be used.
    boolean isOpen();

    @Override
    void close();
}
