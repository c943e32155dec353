package ripcord.acceptance.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import ripcord.acceptance.process.RedisProcess;

/// Those who may use a Redis too, and call on the channel that nodes listen to as often as Redis takes it.
final class Strangers implements AutoCloseable {
    private static final int AT_ONCE = 1_000;

    private final AtomicLong called = new AtomicLong();
    private final Socket socket;
    private volatile boolean closed;

    /// @throws java.io.UncheckedIOException if nobody listens there
    Strangers(RedisProcess redis) {
        String channel = redis.channel();
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        byte[] calls = ("PUBLISH " + channel + " x\r\n").repeat(AT_ONCE).getBytes(StandardCharsets.US_ASCII);
        Thread.ofPlatform().daemon().name("strangers").start(() -> call(calls));
    }

    private void call(byte[] calls) {
        byte[] answers = new byte[65_536];
        try (socket) {
            while (!closed) {
                socket.getOutputStream().write(calls);
                await(socket.getInputStream(), answers);
                called.addAndGet(AT_ONCE);
            }
        } catch (IOException _) {
            // Redis has gone, or they have.
            return;
        }
    }

    private static void await(InputStream in, byte[] answers) throws IOException {
        int lines = 0;
        while (lines < AT_ONCE) {
            int read = in.read(answers);
            if (read < 0) {
                throw new IOException("Redis has gone");
            }
            for (int i = 0; i < read; i++) {
                lines += answers[i] == '\n' ? 1 : 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        System.out.printf("  strangers called %d times%n", called.get());
    }
}
