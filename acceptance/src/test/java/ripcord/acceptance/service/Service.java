package ripcord.acceptance.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import ripcord.acceptance.client.Json;
import ripcord.verifier.Algorithm;
import ripcord.verifier.Freshness;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.VerifierBuilder;
import ripcord.verifier.WhenStale;
import tools.jackson.databind.JsonNode;

/// A service that embeds the verifier: the JDK's HTTP server and the library, and nothing else.
///
/// `GET /hello` is what it is there for. `POST /check` and `GET /freshness` let the tests look at its verifier.
public final class Service {
    /// Of the environment: where the log comes from, if not from the server, and the key to show there.
    public static final String RELAY = "SERVICE_RELAY";

    public static final String RELAY_KEY_FILE = "SERVICE_RELAY_KEY_FILE";

    private final Verifier verifier;

    private Service(Verifier verifier) {
        this.verifier = verifier;
    }

    /// Serves until it is ended, and prints its port. SIGTERM closes the verifier as a service does that is shut down.
    ///
    /// @param arguments name, server, audience, file of the API key, bound, mode when stale, issuers
    public static void main(String[] arguments) throws IOException {
        VerifierBuilder builder = Verifier.builder()
                .name(arguments[0])
                .server(URI.create(arguments[1]))
                .audience(arguments[2])
                .apiKeyFile(Path.of(arguments[3]))
                .maxStaleness(Duration.parse(arguments[4]))
                .whenStale(whenStale(arguments[5]))
                .algorithms(Algorithm.ES256);
        List.of(arguments).subList(6, arguments.length).forEach(builder::issuer);
        String relay = System.getenv(RELAY);
        if (relay != null) {
            builder.feed(URI.create(relay), Path.of(System.getenv(RELAY_KEY_FILE)));
        }
        Verifier verifier = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(verifier::close));
        new Service(verifier).serve();
    }

    private static WhenStale whenStale(String mode) {
        return switch (mode) {
            case "reject" -> WhenStale.reject();
            case "introspect" -> WhenStale.introspect();
            default -> WhenStale.acceptFor(Duration.parse(mode.substring("accept:".length())));
        };
    }

    private void serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hello", this::hello);
        server.createContext("/check", this::check);
        server.createContext("/freshness", this::freshness);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private void hello(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Map<String, Object> answer = ask(authorization.substring("Bearer ".length()));
        respond(exchange, answer.get("accepted").equals(true) ? 200 : 401, answer);
    }

    private void check(HttpExchange exchange) throws IOException {
        JsonNode request = Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        List<Map<String, Object>> results = request.path("tokens")
                .valueStream()
                .map(token -> ask(token.asString()))
                .toList();
        respond(exchange, 200, Map.of("results", results, "probe", probe()));
    }

    private Map<String, Object> ask(String accessToken) {
        long begun = System.nanoTime();
        Verification answer = verifier.verify(accessToken);
        Map<String, Object> told = new HashMap<>(Map.of("begun", begun, "done", System.nanoTime()));
        switch (answer) {
            case Verification.Valid valid -> {
                told.put("accepted", true);
                told.put("staleness_nanos", nanos(valid.token().freshness()));
            }
            case Verification.Rejected rejected -> {
                told.put("accepted", false);
                told.put("reason", rejected.reason().name());
                told.put("detail", rejected.detail());
                told.put("staleness_nanos", nanos(rejected.freshness()));
            }
        }
        return told;
    }

    private void freshness(HttpExchange exchange) throws IOException {
        respond(exchange, 200, probe());
    }

    private Map<String, Object> probe() {
        long begun = System.nanoTime();
        Freshness freshness = verifier.freshness();
        long done = System.nanoTime();
        return Map.of(
                "begun", begun, "done", done, "fresh", freshness.isWithinBound(), "staleness_nanos", nanos(freshness));
    }

    /// Negative: no evidence.
    private static long nanos(Freshness freshness) {
        return freshness.staleness().map(Duration::toNanos).orElse(-1L);
    }

    private static void respond(HttpExchange exchange, int status, Map<String, ?> answer) throws IOException {
        byte[] body = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
