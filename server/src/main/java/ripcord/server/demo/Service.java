package ripcord.server.demo;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// One of the services, and what its callers have seen of it. Thread-safe.
final class Service {
    private final String name;
    private final int port;
    private final boolean streams;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String lastAnswer = "";
    private volatile Optional<Measured> measured = Optional.empty();

    /// What a service measured.
    ///
    /// @param nanos from the moment that the revoke call was sent to the service's own first refusal
    /// @param told  likewise until its watch was told
    record Measured(long nanos, long told, String reason) {}

    /// @param streams whether its callers hold a stream open, in place of calling again and again
    Service(String name, int port, boolean streams) {
        this.name = name;
        this.port = port;
        this.streams = streams;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    boolean streams() {
        return streams;
    }

    String url() {
        return "http://localhost:" + port;
    }

    void answered(int status, String body) {
        if (status == 200) {
            accepted.incrementAndGet();
        } else {
            refused.incrementAndGet();
        }
        lastAnswer = streams ? body : status + " " + body;
    }

    int accepted() {
        return accepted.get();
    }

    int refused() {
        return refused.get();
    }

    String lastAnswer() {
        return lastAnswer;
    }

    void measured(Measured result) {
        measured = Optional.of(result);
    }

    Optional<Measured> measured() {
        return measured;
    }
}
