package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
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

    /// Makes tenants `t0` and so on, the first of them without a grace, and signs in so many, half of them with either
    /// credential.
    static Crowd make(Path folder, int sessions, int tenants) throws IOException, InterruptedException {
        try (var server = serve(folder, List.of())) {
            var ripcord = new Ripcord(server, folder);
            ripcord.tenant("t0");
            var _ = inParallel(ripcord, tenants - 1, (i, connection) -> {
                Ripcord.expect(connection.exchange(ripcord.newTenant("t" + (i + 1))));
                return new One("t" + (i + 1), "");
            });
            return new Crowd(
                    folder,
                    inParallel(ripcord, sessions / 2, signIn(ripcord, tenants, true)),
                    inParallel(ripcord, sessions / 2, signIn(ripcord, tenants, false)));
        }
    }

    /// Where their credentials are written.
    static Path credentials(Path folder) {
        return folder.resolve("credentials");
    }

    /// Those of whom [#write] has written.
    static Crowd read(Path folder) throws IOException {
        var all = Files.readAllLines(credentials(folder)).stream()
                .map(line -> line.split(" ", 2))
                .map(words -> new One(words[0], words[1]))
                .toList();
        return new Crowd(folder, all.subList(0, all.size() / 2), all.subList(all.size() / 2, all.size()));
    }

    /// Writes their credentials into that folder, for [#read].
    void write(Path into) throws IOException {
        Files.write(
                credentials(into),
                Stream.concat(sessions.stream(), refreshing.stream())
                        .map(one -> one.tenant + " " + one.token)
                        .toList());
    }

    static Running serve(Path folder, List<String> more) throws IOException, InterruptedException {
        int port = Running.freePort();
        return Running.start(new Running.What(
                Cores.server(Ripcord.serve(folder, port, more)), port, "/health", Ripcord.environment()));
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
                    Scripts.field(answer, browser ? "session_token" : "refresh_token")
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
                    try (var connection = Driver.connect(ripcord.to())) {
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
