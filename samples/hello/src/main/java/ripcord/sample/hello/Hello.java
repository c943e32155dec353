package ripcord.sample.hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import ripcord.verifier.Algorithm;
import ripcord.verifier.TokenRejectedException;
import ripcord.verifier.VerifiedToken;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/**
 * The smallest service that lets in only who is signed in, and no longer than that: {@code GET /} with
 * {@code Authorization: Bearer …} says hello.
 *
 * <p>Configured by the environment: {@code RIPCORD_URL}, {@code RIPCORD_ISSUER}, {@code RIPCORD_AUDIENCE},
 * {@code RIPCORD_KEY_FILE}, {@code PORT}. What is not set is as {@code ./ripcord serve} sets itself up.
 */
public final class Hello {
    private static final System.Logger LOGGER = System.getLogger("hello");

    private final Verifier verifier;

    private Hello(Verifier verifier) {
        this.verifier = verifier;
    }

    /** Serves until it is ended. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String url = setting("RIPCORD_URL", "http://localhost:8480");
        String issuer = setting("RIPCORD_ISSUER", url + "/t/default");
        Verifier verifier = Verifier.builder()
                .name("hello")
                .server(URI.create(url))
                .issuer(issuer)
                .audience(setting("RIPCORD_AUDIENCE", issuer))
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.introspect())
                .apiKeyFile(Path.of(setting("RIPCORD_KEY_FILE", "data/root.key")))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(verifier::close));
        if (!verifier.awaitFresh(Duration.ofSeconds(5))) {
            LOGGER.log(System.Logger.Level.WARNING, "started without knowing what was revoked url={0}", url);
        }
        new Hello(verifier).serve(Integer.parseInt(setting("PORT", "8481")));
    }

    private void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::hello);
        server.start();
        System.out.println("hello at http://localhost:" + server.getAddress().getPort());
    }

    private void hello(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            refuse(exchange, "Bearer");
            return;
        }
        try {
            VerifiedToken token = verifier.verifyOrThrow(authorization.substring(7));
            send(exchange, 200, "hello " + token.subject() + ", evidence: " + token.freshness());
        } catch (TokenRejectedException rejected) {
            // The reason is for us: a client learns only that the token will not do (RFC 6750 section 3.1).
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "token rejected reason={0} detail={1}",
                    rejected.reason(),
                    rejected.detail());
            if (rejected.reason().saysNothingOfTheToken()) {
                askBack(exchange);
            } else {
                refuse(exchange, "Bearer error=\"invalid_token\"");
            }
        }
    }

    /** Nothing is known against the token. Whoever is answered 401 has to sign in again. */
    private static void askBack(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, 503, "not now");
    }

    private static void refuse(HttpExchange exchange, String challenge) throws IOException {
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        send(exchange, 401, "who are you?");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }
}
