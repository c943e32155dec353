package ripcord.verifier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

/** The server's side of all that a verifier asks, over real HTTP: its answers are the test's, its feed is alive. */
final class IssuingServer implements AutoCloseable {
    private static final String LOG = "BBBBBBBBBBBBBBBB";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> saidOfKeys = new LinkedBlockingQueue<>();
    private final AtomicLong appended = new AtomicLong(1000);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final List<String> followedWith = new CopyOnWriteArrayList<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private volatile boolean beating = true;
    private volatile String strategy = "feed";

    private record Event(long seq, String text) {}

    IssuingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String issuer(String tenant) {
        return base() + "/t/" + tenant;
    }

    /** What is answered at that path, with 200; 404 where nothing was stated. */
    void at(String path, String json) {
        answers.put(path, json);
    }

    /** Methods and paths, in the order in which they were asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The credentials that came, in order, each as often as it did. */
    List<String> shown() {
        return List.copyOf(shown);
    }

    /** What each request for a stream was shown with, in order; empty text for one without a credential. */
    List<String> followedWith() {
        return List.copyOf(followedWith);
    }

    void revoke(String tenant, TargetType type, String value) {
        long seq = appended.incrementAndGet();
        String entry = "{\"seq\":" + seq + ",\"tenant\":\"" + tenant + "\",\"target_type\":\"" + type.wireName()
                + "\",\"target\":\"" + Target.of(type, tenant, value)
                + "\",\"effect\":\"revoke\",\"expires_at\":\"2100-01-01T00:00:00Z\"}";
        events.add(new Event(
                seq,
                "id: " + LOG + ":" + seq + "\nevent: entries\ndata: {\"seq\":" + seq + ",\"entries\":[" + entry
                        + "]}\n\n"));
    }

    /** The feed tells which keys a tenant's ring holds. */
    void tellKeys(String ring) {
        events.add(new Event(appended.get(), "event: keys\ndata: " + ring + "\n\n"));
    }

    /** The body of the next post about keys; empty if none comes in time. */
    Optional<String> saidOfKeys(Duration patience) throws InterruptedException {
        return Optional.ofNullable(saidOfKeys.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The feed of all tenants leaves this one out, as it does when the API key may not see it. */
    void hide(String tenant) {
        hidden.add(tenant);
    }

    /** The feed tells of single tokens only, and says so. */
    void streamDenylist() {
        strategy = "denylist";
    }

    /** The feed falls silent, its connection stays. */
    void freeze() {
        beating = false;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (path.endsWith("/feed/keys")) {
            saidOfKeys.add(new String(sent, StandardCharsets.UTF_8));
        }
        if (path.endsWith("/feed")) {
            String credential = exchange.getRequestHeaders().getFirst("Authorization");
            followedWith.add(credential == null ? "" : credential);
            follow(exchange);
            return;
        }
        String json = answers.get(path);
        byte[] body = (json == null ? "{}" : json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(json == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void follow(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            write(
                    out,
                    "event: hello\ndata: {\"subscription\":\"AAAAAAAAAAAAAAAA\",\"log\":\"" + LOG + "\",\"mono\":"
                            + millis() + ",\"heartbeat_ms\":50,\"max_staleness_ms\":2000,\"strategy\":\"" + strategy
                            + "\",\"at\":\"" + Instant.now()
                            + "\"}\n\n");
            for (String tenant : tenants()) {
                write(out, "event: keys\ndata: {\"tenant\":\"" + tenant + "\",\"kids\":[]}\n\n");
            }
            long seq = 1000;
            write(out, "id: " + LOG + ":" + seq + "\nevent: snapshot\ndata: {\"seq\":" + seq + ",\"entries\":[]}\n\n");
            while (beating) {
                Event event = events.poll(50, TimeUnit.MILLISECONDS);
                seq = event == null ? seq : event.seq();
                write(out, event == null ? heartbeat(seq) : event.text());
            }
            TimeUnit.MINUTES.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that have keys. */
    private List<String> tenants() {
        return answers.keySet().stream()
                .filter(path -> path.endsWith("jwks.json"))
                .map(path -> path.split("/", -1)[2])
                .filter(tenant -> !hidden.contains(tenant))
                .toList();
    }

    private static String heartbeat(long seq) {
        return "event: heartbeat\ndata: {\"seq\":" + seq + ",\"read\":" + millis() + ",\"at\":\"" + Instant.now()
                + "\"}\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
