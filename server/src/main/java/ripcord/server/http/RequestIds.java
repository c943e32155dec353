package ripcord.server.http;

import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Ids of requests: unlike any of another start of the server, and in order within one. Thread-safe.
final class RequestIds {
    private static final int RADIX = 36;

    private final String start;
    private final AtomicLong next = new AtomicLong();

    RequestIds(RandomGenerator random) {
        var bytes = new byte[6];
        random.nextBytes(bytes);
        start = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".";
    }

    String next() {
        return start + Long.toString(next.getAndIncrement(), RADIX);
    }
}
