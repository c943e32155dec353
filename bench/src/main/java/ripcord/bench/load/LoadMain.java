package ripcord.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// `LoadMain [seconds per scenario]`: every scenario in turn on one fresh server, one line each.
public final class LoadMain {
    private static final int CONNECTIONS = 16;
    private static final int CREDENTIALS = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final ServerProcess server;
    private final Backend backend;
    private final Load load;

    private LoadMain(ServerProcess server, Duration measured) throws IOException {
        this.server = server;
        this.backend = new Backend(server.port(), server.rootKey());
        this.load = new Load(server, CONNECTIONS, WARM_UP, measured);
    }

    public static void main(String[] args) throws Exception {
        var measured = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        try (var server = ServerProcess.start(ServerProcess.packaged(), List.of("-Xmx512m"))) {
            new LoadMain(server, measured).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        System.out.println("resident, idle after the start: " + server.residentMegabytes() + " MiB");
        backend.withoutGrace();
        List<String> sessionTokens = signIn("browser", "session_token");
        List<String> accessTokens = signIn("native", "access_token");
        System.out.println(load.run("auth/session, 10,000 sessions", n -> cycling(sessionTokens, n, Backend::session)));
        System.out.println(
                load.run("introspect, 10,000 access tokens", n -> cycling(accessTokens, n, backend::introspect)));
        System.out.println(
                load.run("introspect, 10,000 session tokens", n -> cycling(sessionTokens, n, backend::introspect)));
        System.out.println(load.run("refresh", this::refreshing));
        System.out.println(load.run("sign-in", this::signingIn));
        System.out.println(new RevokeToRefusal(server, backend).measure());
        System.out.println("resident after the load: " + server.residentMegabytes() + " MiB");
    }

    private List<String> signIn(String kind, String credential) throws IOException {
        List<String> credentials = new ArrayList<>();
        try (var connection = new Connection(server.port())) {
            for (int i = 0; i < CREDENTIALS; i++) {
                String answer = Backend.expect(201, connection.exchange(backend.signIn(kind + i, kind)));
                credentials.add(Backend.field(answer, credential));
            }
        }
        return credentials;
    }

    private interface Request {
        byte[] with(String credential);
    }

    private static Load.Script cycling(List<String> credentials, int number, Request request) {
        List<byte[]> requests = credentials.stream().map(request::with).toList();
        return new Load.Script() {
            private int next = number * (requests.size() / CONNECTIONS);

            @Override
            public byte[] next() {
                return requests.get(next++ % requests.size());
            }

            @Override
            public void answered(Connection.Answer answer) {
                Backend.expect(200, answer);
            }
        };
    }

    private Load.Script refreshing(int number) {
        String signedIn;
        try (var connection = new Connection(server.port())) {
            signedIn = Backend.expect(201, connection.exchange(backend.signIn("refresher" + number, "native")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new Load.Script() {
            private String token = Backend.field(signedIn, "refresh_token");

            @Override
            public byte[] next() {
                return Backend.refresh(token);
            }

            @Override
            public void answered(Connection.Answer answer) {
                token = Backend.field(Backend.expect(200, answer), "refresh_token");
            }
        };
    }

    private Load.Script signingIn(int number) {
        var next = new AtomicInteger();
        return new Load.Script() {
            @Override
            public byte[] next() {
                return backend.signIn("loader" + number + "-" + next.getAndIncrement(), "native");
            }

            @Override
            public void answered(Connection.Answer answer) {
                Backend.expect(201, answer);
            }
        };
    }
}
