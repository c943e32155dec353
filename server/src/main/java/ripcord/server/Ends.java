package ripcord.server;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// What ends a process that serves: it is told to stop, or what it serves is not what it knew, and it begins anew.
/// Whoever tells the process to stop waits until this is closed. Thread-safe.
final class Ends implements AutoCloseable {
    private final BlockingQueue<Optional<String>> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    Ends() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    private void stop() {
        ends.add(Optional.empty());
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// It has to begin anew.
    void lost(String why) {
        ends.add(Optional.of(why));
    }

    /// Waits until something ends it.
    ///
    /// @return why it has to begin anew; empty if it was told to stop
    Optional<String> next() {
        try {
            return ends.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
