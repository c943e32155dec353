package ripcord.acceptance.network;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One direction of one proxied connection. Reads at once, so that the sender never notices, and writes when the
/// link says so.
final class Pump implements Runnable {
    static final Duration ASK_AGAIN = Duration.ofMillis(5);

    /// What one read gave, and when; empty marks the end.
    static final class Chunk {
        private final byte[] bytes;
        private final long arrived = System.nanoTime();

        private Chunk(byte[] bytes) {
            this.bytes = bytes;
        }

        /// One character for each byte.
        String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /// By [System#nanoTime].
        long arrived() {
            return arrived;
        }
    }

    /// How long bytes take.
    @FunctionalInterface
    interface Link {
        /// How long a chunk of this age must still wait; not positive means: not at all. Asked again while it waits.
        Duration left(Chunk chunk, Duration age);
    }

    private final BlockingQueue<Chunk> waiting = new LinkedBlockingQueue<>();
    private final Socket from;
    private final Socket to;
    private final Link link;
    private final Consumer<Chunk> listener;

    /// @param listener hears of a chunk just before it is written
    Pump(Socket from, Socket to, Link link, Consumer<Chunk> listener) {
        this.from = from;
        this.to = to;
        this.link = link;
        this.listener = listener;
    }

    @Override
    public void run() {
        Thread writer = Thread.ofVirtual().start(this::write);
        read();
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        byte[] buffer = new byte[65536];
        try {
            var input = from.getInputStream();
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                waiting.add(new Chunk(Arrays.copyOf(buffer, count)));
            }
        } catch (IOException _) {
            // broken: what was read before is still handed on
        }
        waiting.add(new Chunk(new byte[0]));
    }

    private void write() {
        try {
            OutputStream output = to.getOutputStream();
            Chunk chunk = waiting.take();
            for (hold(chunk); chunk.bytes.length > 0; hold(chunk)) {
                listener.accept(chunk);
                output.write(chunk.bytes);
                chunk = waiting.take();
            }
            // The end of a connection takes the way that bytes take.
            to.shutdownOutput();
        } catch (IOException _) {
            Proxy.closeQuietly(from);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(Chunk chunk) throws IOException {
        while (true) {
            Duration left = link.left(chunk, Duration.ofNanos(System.nanoTime() - chunk.arrived()));
            if (!left.isPositive()) {
                return;
            }
            if (to.isClosed()) {
                throw new IOException("closed while bytes waited");
            }
            LockSupport.parkNanos(Math.min(left.toNanos(), ASK_AGAIN.toNanos()));
        }
    }
}
