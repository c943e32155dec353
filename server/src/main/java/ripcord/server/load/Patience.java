package ripcord.server.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// What comes from a socket within a time from when something was asked: an answer that comes a byte at a time is one
/// that does not come. Not thread-safe.
final class Patience extends InputStream {
    private static final long MILLI = 1_000_000L;

    private final Socket socket;
    private final InputStream in;
    private final long nanos;
    private final Ticker ticker;
    private long from;

    Patience(Socket socket, Duration longest, Ticker ticker) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.nanos = longest.toNanos();
        this.ticker = ticker;
        begins();
    }

    /// Counts from now.
    void begins() {
        from = ticker.now();
    }

    @Override
    public int read() throws IOException {
        limit();
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        limit();
        return in.read(buffer, offset, length);
    }

    private void limit() throws IOException {
        long left = nanos - (ticker.now() - from);
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout(Math.clamp(left / MILLI, 1, Integer.MAX_VALUE));
    }
}
