package ripcord.server.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Clients of the services: each calls again and again, or holds a stream open, until it is told to stop.
final class Callers implements AutoCloseable {
    private static final long BETWEEN_CALLS = Duration.ofMillis(100).toNanos();

    private final Http http;
    private final String token;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isOver;

    /// @param token what they show
    Callers(Http http, String token, List<Service> services) {
        this.http = http;
        this.token = token;
        for (var service : services) {
            threads.add(Thread.ofVirtual().start(() -> use(service)));
        }
    }

    private void use(Service service) {
        try {
            if (service.streams()) {
                http.lines(service.url() + "/stream", token, line -> service.answered(200, line));
            }
            while (!isOver && !service.streams()) {
                var answer = http.get(service.url() + "/", token);
                service.answered(answer.status(), answer.body());
                LockSupport.parkNanos(BETWEEN_CALLS);
            }
        } catch (DemoException e) {
            service.answered(0, String.valueOf(e.getMessage()));
        }
    }

    /// Waits until each has had its last answer.
    @Override
    public void close() {
        isOver = true;
        for (var thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
