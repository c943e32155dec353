package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ripcord.server.load.Connection;
import ripcord.server.load.Request;

/// Tenants, and sessions of theirs that are signed in at a server with an embedded store.
///
/// @param sessions   with session tokens
/// @param refreshing with refresh tokens
record Crowd(Path folder, List<One> sessions, List<One> refreshing) {
    private static final int CONNECTIONS = 32;

    /// A session's credential.
    record One(String tenant, String token) {
        @Override
        public String toString() {
            return "One[" + tenant + ", redacted]";
        }
    }

    /// Makes tenants `t0` and so on, and signs in so many, half of them with either credential.
    static Crowd make(int sessions, int tenants) throws IOException, InterruptedException {
        var folder = Ripcord.newFolder();
        try (var server = serve(folder)) {
            var ripcord = new Ripcord(server, folder);
            var _ = inParallel(ripcord, tenants, (i, connection) -> {
                Ripcord.expect(connection.exchange(ripcord.newTenant("t" + i)));
                return new One("t" + i, "");
            });
            return new Crowd(
                    folder,
                    inParallel(ripcord, sessions / 2, signIn(ripcord, tenants, true)),
                    inParallel(ripcord, sessions / 2, signIn(ripcord, tenants, false)));
        }
    }

    static Running serve(Path folder) throws IOException, InterruptedException {
        int port = Running.freePort();
        return Running.start(new Running.What(
                Cores.server(Ripcord.serve(folder, port, List.of())), port, "/health", Ripcord.environment()));
    }

    private interface Step {
        One of(int number, Connection connection) throws IOException;
    }

    private static Step signIn(Ripcord ripcord, int tenants, boolean browser) {
        return (i, connection) -> {
            var tenant = "t" + i % tenants;
            Request request = ripcord.signIn(tenant, browser);
            var answer = Ripcord.expect(connection.exchange(request));
            return new One(
                    tenant,
                    Ripcord.field(answer, browser ? "session_token" : "refresh_token")
                            .orElseThrow());
        };
    }

    private static List<One> inParallel(Ripcord ripcord, int number, Step step)
            throws InterruptedException, IOException {
        var parts = new ArrayList<Future<List<One>>>();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int part = 0; part < CONNECTIONS; part++) {
                int first = part;
                parts.add(threads.submit(() -> {
                    var done = new ArrayList<One>();
                    try (var connection = Connection.to(ripcord.to(), Driver.TICKER)) {
                        for (int i = first; i < number; i += CONNECTIONS) {
                            done.add(step.of(i, connection));
                        }
                    }
                    return done;
                }));
            }
        }
        var all = new ArrayList<One>();
        for (var part : parts) {
            try {
                all.addAll(part.get());
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        return all;
    }
}
