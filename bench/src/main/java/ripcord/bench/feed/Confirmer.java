package ripcord.bench.feed;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import ripcord.bench.load.Backend;
import ripcord.bench.load.Driver;
import ripcord.server.load.Connection;
import ripcord.server.load.Request;

/// Confirms for a crowd over a few connections, many at a time on each: that every subscriber has one of its own is
/// not what is measured.
final class Confirmer {
    private static final int CONNECTIONS = 4;
    private static final int MOST_AT_A_TIME = 16;

    private final int port;
    private final Backend backend;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();

    Confirmer(int port, Backend backend) {
        this.port = port;
        this.backend = backend;
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread.ofPlatform().daemon().name("confirmer-" + i).start(this::run);
        }
    }

    void confirm(String subscription, String confirmation, long seq) {
        waiting.add(backend.confirm(subscription, confirmation, seq));
    }

    /// A connection is kept for as long as there is something to say: the server closes those that nothing comes on.
    private void run() {
        try {
            while (true) {
                Request first = waiting.take();
                try (var connection = Driver.connect(port)) {
                    for (Request next = first; next != null; next = waiting.poll(1, TimeUnit.SECONDS)) {
                        confirmSome(connection, next);
                    }
                } catch (IOException e) {
                    System.err.println("confirmations: " + e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void confirmSome(Connection connection, Request first) throws IOException {
        connection.send(first);
        int sent = 1;
        while (sent < MOST_AT_A_TIME) {
            Request next = waiting.poll();
            if (next == null) {
                break;
            }
            connection.send(next);
            sent++;
        }
        for (int i = 0; i < sent; i++) {
            Backend.expect(204, connection.receive());
        }
    }
}
