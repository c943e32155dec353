package ripcord.server.audit;

import java.io.IOException;

/// Where events are written. Called by one thread; may be as slow as it likes, for nobody waits but later events.
interface Sink extends AutoCloseable {
    void write(Recorded recorded) throws IOException;

    /// What was written becomes visible to others.
    default void flush() throws IOException {}

    @Override
    default void close() throws IOException {}
}
