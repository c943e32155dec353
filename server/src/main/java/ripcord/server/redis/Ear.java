package ripcord.server.redis;

import java.util.concurrent.CompletableFuture;

/// A connection that hears what is told on channels.
interface Ear extends AutoCloseable {
    /// Whether it still hears, as far as this side can tell.
    boolean isOpen();

    /// Whether the other side still knows that somebody listens. May never be answered.
    CompletableFuture<Boolean> ping();

    @Override
    void close();
}
