package ripcord.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.server.load.Script;

/// `LoadMain [seconds [scenario…]]`: scenarios in turn on one fresh server, a line each; without names, all of them.
public final class LoadMain {
    static final int CONNECTIONS = 64;
    static final Duration WARMING = Duration.ofMinutes(2);
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
                var backend = new Backend(bare.port(), "none");
                measure(bare, "the HTTP server alone", Scripts.drawn(List.of(backend.session("-".repeat(77)))));
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
                measure(server, "refresh", refreshing(server, Collections.nCopies(CONNECTIONS, backend)));
            }
            if (wants("sign-in")) {
                var next = new AtomicInteger();
                measure(
                        server,
                        "sign-in",
                        Scripts.made(_ -> backend.signIn("loader" + next.getAndIncrement(), "native")));
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

    private void checks(ServerProcess server, Backend backend) throws IOException {
        List<String> sessions = wants("session") || wants("introspect")
                ? signIn(server, backend, "browser", "session_token")
                : List.of();
        if (wants("session")) {
            measure(
                    server,
                    "auth/session, 10,000 sessions",
                    Scripts.drawn(sessions.stream().map(backend::session).toList()));
        }
        if (wants("introspect")) {
            measure(server, "introspect, 10,000 session tokens", introspecting(backend, sessions));
            List<String> tokens = signIn(server, backend, "native", "access_token");
            measure(server, "introspect, 10,000 access tokens", introspecting(backend, tokens));
        }
    }

    private static Script.Scripts introspecting(Backend backend, List<String> tokens) {
        return Scripts.introspecting(tokens.stream().map(backend::introspect).toList());
    }

    private void measure(ServerProcess server, String name, Script.Scripts scripts) throws IOException {
        var driver = new Driver(name, server, CONNECTIONS, scripts);
        driver.warmUp(WARMING);
        var _ = measure(driver, measured);
    }

    /// Measures what is warm, and says what came of it.
    static Driver.Rate measure(Driver driver, Duration length) throws IOException {
        var rate = driver.rate(length);
        if (rate.failed() > 0) {
            throw new IllegalStateException(
                    driver.name() + ": " + rate.measured().faults());
        }
        System.out.printf(
                Locale.ROOT,
                "%-34s %7.0f per second of server core, %5.1f µs each   (%d requests in %.1f s; compilers %.0f %%, load average %.1f)%n",
                driver.name(),
                rate.perCoreSecond(),
                1e6 / rate.perCoreSecond(),
                rate.measured().ok(),
                rate.seconds(),
                100 * rate.compiling(),
                Progress.average());
        return rate;
    }

    static List<String> signIn(ServerProcess server, Backend backend, String kind, String credential)
            throws IOException {
        return signIn(CREDENTIALS, server, backend, kind, credential);
    }

    static List<String> signIn(int number, ServerProcess server, Backend backend, String kind, String credential)
            throws IOException {
        List<String> credentials = new ArrayList<>();
        try (var connection = Driver.connect(server.port())) {
            for (int i = 0; i < number; i++) {
                String answer = Backend.expect(201, connection.exchange(backend.signIn(kind + i, kind)));
                credentials.add(Backend.field(answer, credential));
            }
        }
        return credentials;
    }

    /// A session of each of them, whose refresh token is exchanged again and again.
    static Script.Scripts refreshing(ServerProcess server, List<Backend> backends) throws IOException {
        var all = new ArrayList<Scripts.Refreshing>();
        try (var connection = Driver.connect(server.port())) {
            for (var backend : backends) {
                var request = backend.signIn("refresher" + all.size(), "native");
                var token = Backend.field(Backend.expect(201, connection.exchange(request)), "refresh_token");
                all.add(new Scripts.Refreshing(token, backend::refresh, _ -> {}));
            }
        }
        return Scripts.refreshing(all);
    }
}
