package ripcord.server.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How long one connection's client pauses between two requests. Who was silent for a while is expected to be so again:
/// to wait for his next request is then worth a thread that begins anew with it, and until then takes little memory.
/// Who was not is waited for where the requests are answered, which is sooner.
///
/// For one thread after the other.
final class Pauses {
    /// From here on a pause is long: what beginning a thread takes is nothing beside it.
    static final Duration LONG = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private boolean wasLong;

    /// @param nanos a monotonic clock
    Pauses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Whether the next pause is expected to be long.
    boolean isLongExpected() {
        return wasLong;
    }

    /// Waits for what the client sends next.
    byte[] await(Supplier<byte[]> socket) {
        long begun = nanos.getAsLong();
        byte[] next = socket.get();
        wasLong = nanos.getAsLong() - begun >= LONG.toNanos();
        return next;
    }
}
