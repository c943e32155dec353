package ripcord.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// `LoadMain [seconds [scenario…]]`: scenarios in turn on one fresh server, a line each; without names, all of them.
public final class LoadMain {
    static final int CONNECTIONS = 64;
    private static final int CREDENTIALS = 10_000;

    private final Duration measured;
    private final Set<String> wanted;

    private LoadMain(Duration measured, Set<String> wanted) {
        this.measured = measured;
        this.wanted = wanted;
    }

    public static void main(String[] args) throws Exception {
        var measured = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        var main = new LoadMain(measured, Set.copyOf(List.of(args).subList(Math.min(1, args.length), args.length)));
        main.platform();
        main.ripcord();
    }

    private boolean wants(String scenario) {
        return wanted.isEmpty() || wanted.contains(scenario);
    }

    private void platform() throws IOException, InterruptedException {
        if (wants("platform")) {
            try (var bare = ServerProcess.startBare()) {
                measure(bare, "the HTTP server alone", cycling(List.of("-".repeat(77)), Backend::session));
            }
        }
    }

    private void ripcord() throws IOException, InterruptedException {
        try (var server = ServerProcess.start()) {
            System.out.println("resident, idle after the start: " + server.residentMegabytes() + " MiB");
            var backend = new Backend(server.port(), server.rootKey());
            backend.withoutGrace();
            checks(server, backend);
            if (wants("refresh")) {
                measure(server, "refresh", n -> refreshing(server, backend, n));
            }
            if (wants("sign-in")) {
                measure(server, "sign-in", n -> signingIn(backend, n));
            }
            if (wants("revoke")) {
                System.out.println(new RevokeToRefusal(server, backend).measure());
            }
            if (wants("streams")) {
                new ManyStreams(server, backend).measure().forEach(System.out::println);
            }
            System.out.println("resident after the load: " + server.residentMegabytes() + " MiB");
        }
    }

    private void checks(ServerProcess server, Backend backend) throws IOException, InterruptedException {
        List<String> sessions = wants("session") || wants("introspect")
                ? signIn(server, backend, "browser", "session_token")
                : List.of();
        if (wants("session")) {
            measure(server, "auth/session, 10,000 sessions", cycling(sessions, Backend::session));
        }
        if (wants("introspect")) {
            measure(server, "introspect, 10,000 session tokens", cycling(sessions, backend::introspect));
            List<String> tokens = signIn(server, backend, "native", "access_token");
            measure(server, "introspect, 10,000 access tokens", cycling(tokens, backend::introspect));
        }
    }

    private void measure(ServerProcess server, String name, Load.Scripts scripts)
            throws IOException, InterruptedException {
        System.out.println(new Load(server, CONNECTIONS, measured).run(name, scripts));
    }

    static List<String> signIn(ServerProcess server, Backend backend, String kind, String credential)
            throws IOException {
        return signIn(CREDENTIALS, server, backend, kind, credential);
    }

    static List<String> signIn(int number, ServerProcess server, Backend backend, String kind, String credential)
            throws IOException {
        List<String> credentials = new ArrayList<>();
        try (var connection = new Connection(server.port())) {
            for (int i = 0; i < number; i++) {
                String answer = Backend.expect(201, connection.exchange(backend.signIn(kind + i, kind)));
                credentials.add(Backend.field(answer, credential));
            }
        }
        return credentials;
    }

    interface Request {
        byte[] with(String credential);
    }

    /// Each connection begins at another place, so that all of them are in use all the time.
    static Load.Scripts cycling(List<String> credentials, Request request) {
        List<byte[]> requests = credentials.stream().map(request::with).toList();
        return number -> new Load.Script() {
            private int next = number * requests.size() / CONNECTIONS;

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

    static Load.Script refreshing(ServerProcess server, Backend backend, int number) {
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
                return backend.refresh(token);
            }

            @Override
            public void answered(Connection.Answer answer) {
                token = Backend.field(Backend.expect(200, answer), "refresh_token");
            }
        };
    }

    private static Load.Script signingIn(Backend backend, int number) {
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
