package ripcord.sample.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import ripcord.verifier.Algorithm;
import ripcord.verifier.TokenRejectedException;
import ripcord.verifier.Verification;
import ripcord.verifier.VerifiedToken;
import ripcord.verifier.Verifier;
import ripcord.verifier.Watch;
import ripcord.verifier.WhenStale;

/**
 * One of the services that {@code ripcord demo} starts: a process of its own, which embeds the verifier.
 *
 * <ul>
 *   <li>{@code GET /} with {@code Authorization: Bearer …}: says hello, or 401; 503 if it cannot know
 *   <li>{@code GET /stream} likewise: a line a second, until the sign-in is taken back
 *   <li>{@code GET /verifier}: what the verifier knows about itself
 *   <li>{@code POST /observe} with a bearer, {@code GET /observed}, {@code GET /clock}: how the demo measures
 * </ul>
 */
public final class DemoService {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final String name;
    private final Verifier verifier;
    private volatile Optional<Observation> observation = Optional.empty();

    private DemoService(String name, Verifier verifier) {
        this.name = name;
        this.verifier = verifier;
    }

    /**
     * Serves until it is ended.
     *
     * @param arguments the service's name, its port, the URL of the server, the file of the API key
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: DemoService NAME PORT URL KEY_FILE");
            System.exit(2);
        }
        String issuer = arguments[2] + "/t/default";
        Verifier verifier = Verifier.builder()
                .name(arguments[0])
                .server(URI.create(arguments[2]))
                .issuer(issuer)
                .audience(issuer)
                .algorithms(Algorithm.ES256)
                .maxStaleness(BOUND)
                .whenStale(WhenStale.reject())
                .apiKeyFile(Path.of(arguments[3]))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(verifier::close));
        if (!verifier.awaitFresh(Duration.ofSeconds(100))) {
            System.err.println("no server at " + arguments[2] + ": nothing is known of what was revoked");
            System.exit(1);
        }
        new DemoService(arguments[0], verifier).serve(Integer.parseInt(arguments[1]));
    }

    private void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::hello);
        server.createContext("/stream", this::stream);
        server.createContext("/verifier", exchange -> send(exchange, 200, aboutItself()));
        server.createContext("/observe", this::observe);
        server.createContext("/observed", this::observed);
        server.createContext("/clock", exchange -> send(exchange, 200, Long.toString(System.nanoTime())));
        server.start();
    }

    private void hello(HttpExchange exchange) throws IOException {
        Optional<VerifiedToken> token = verified(exchange);
        if (token.isPresent()) {
            send(exchange, 200, name + ": hello " + token.get().subject());
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        Optional<VerifiedToken> token = verified(exchange);
        if (token.isEmpty()) {
            return;
        }
        CountDownLatch over = new CountDownLatch(1);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        Watch watch = verifier.watch(token.get(), over::countDown);
        try (OutputStream out = exchange.getResponseBody()) {
            int said = 0;
            do {
                write(out, name + ": still here, " + ++said);
            } while (!over.await(1, TimeUnit.SECONDS));
            write(out, name + ": closed, the sign-in was taken back");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void observe(HttpExchange exchange) throws IOException {
        Optional<VerifiedToken> token = verified(exchange);
        if (token.isPresent()) {
            Observation begun = new Observation(verifier, token.get(), bearer(exchange));
            observation = Optional.of(begun);
            send(exchange, 200, "observing");
        }
    }

    private void observed(HttpExchange exchange) throws IOException {
        Optional<Observation> begun = observation;
        send(
                exchange,
                begun.isPresent() ? 200 : 404,
                begun.map(Observation::awaitResult).orElse("nothing observed"));
    }

    private String aboutItself() {
        return name + ": evidence " + verifier.freshness() + ", accepted "
                + verifier.counters().accepted() + ", rejected " + rejections();
    }

    private Map<Verification.Reason, Long> rejections() {
        Map<Verification.Reason, Long> some = new EnumMap<>(verifier.counters().rejected());
        some.values().removeIf(count -> count == 0);
        return some;
    }

    /** The caller's token; empty if it will not do, and the caller has been told. */
    private Optional<VerifiedToken> verified(HttpExchange exchange) throws IOException {
        try {
            return Optional.of(verifier.verifyOrThrow(bearer(exchange)));
        } catch (TokenRejectedException rejected) {
            refuse(exchange, rejected.reason());
            return Optional.empty();
        }
    }

    /** Where nothing is known against the token: whoever is answered 401 has to sign in again. */
    private void refuse(HttpExchange exchange, Verification.Reason why) throws IOException {
        if (why.saysNothingOfTheToken()) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            send(exchange, 503, name + ": not now");
        } else {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            send(exchange, 401, name + ": who are you?");
        }
    }

    /** Empty, which no verifier accepts, if there is none. */
    private static String bearer(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean stated = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return stated ? authorization.substring(7) : "";
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
