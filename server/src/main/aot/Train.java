import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Records the AOT cache that lets the server start in a fraction of the time: starts the packaged server in a folder
/// of its own, uses it for a moment as its users would, and stops it. Not part of the jar: the build runs this file.
///
/// A server without the cache only starts more slowly. So a training that fails is said and does not fail the build.
///
/// Arguments: the jar, the file with the JVM's options, the cache to write; and the `java` to record with, if it is not
/// the one that runs this.
final class Train {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration RECORDING = Duration.ofSeconds(240);
    private static final int ROUNDS = 10;
    /// As often as a method must run before the JVM notes what its branches do.
    private static final int OFTEN = 500;

    private static final String SESSION_COOKIE = "__Host-rc_session-default=";

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI server;
    private final Path data;

    /// What is recorded, with what, and where to.
    private record Recording(Path java, Path jar, Path options, Path cache) {}

    private Train(URI server, Path data) {
        this.server = server;
        this.data = data;
    }

    public static void main(String... args) throws IOException, InterruptedException {
        var jar = Path.of(args[0]);
        var options = Path.of(args[1]);
        var cache = Path.of(args[2]);
        var java = args.length > 3 ? Path.of(args[3]) : Path.of(System.getProperty("java.home"), "bin", "java");
        if (isNewer(cache, jar) && isNewer(cache, options)) {
            return;
        }
        Files.deleteIfExists(cache);
        SignedJars.renew(jar.resolveSibling("lib"));
        SqliteLibrary.unpack(jar.resolveSibling("lib"));
        OldClasses.renew(jar.resolveSibling("lib"));
        var began = System.nanoTime();
        var home = Files.createTempDirectory("ripcord-training");
        try {
            record(new Recording(java, jar, options, cache), home);
            System.out.printf(
                    "AOT cache recorded: %d MiB in %.1f s%n",
                    Files.size(cache) >> 20, (System.nanoTime() - began) / 1e9);
        } catch (IOException | IllegalStateException e) {
            Files.deleteIfExists(cache);
            System.err.println("[WARNING] no AOT cache, the server will start more slowly: " + e);
        } finally {
            delete(home);
        }
    }

    private static void record(Recording recording, Path home) throws IOException, InterruptedException {
        var server = URI.create("http://127.0.0.1:" + freePort());
        var log = home.resolve("log");
        var cache = recording.cache;
        var process = start(recording, home, server, log);
        try {
            var training = new Train(server, home.resolve("data"));
            training.awaitStart(process);
            training.use();
            process.destroy();
            if (!process.waitFor(RECORDING.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
                throw new IllegalStateException("nothing was recorded");
            }
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; the server said: " + tail(log), e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(Path.of(cache + ".config"));
        }
    }

    private static Process start(Recording recording, Path home, URI server, Path log) throws IOException {
        var command = new ArrayList<>(List.of(
                recording.java.toString(),
                "@" + recording.options,
                "-XX:AOTCacheOutput=" + recording.cache,
                "-jar",
                recording.jar.toString(),
                "serve"));
        command.addAll(List.of("--data", home.resolve("data").toString()));
        command.addAll(List.of("--port", String.valueOf(server.getPort())));
        command.addAll(List.of("--master-key-file", home.resolve("master.key").toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RIPCORD_"));
        return builder.start();
    }

    private void awaitStart(Process process) throws InterruptedException {
        var deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended with " + process.exitValue());
            }
            try {
                if (get("/t/default/.well-known/jwks.json").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the server did not answer within " + START);
    }

    /// The life of a few sessions. What an answer says is for the tests to judge: here it only has to be computed.
    private void use() throws IOException, InterruptedException {
        var key = Files.readString(data.resolve("root.key")).strip();
        for (int round = 0; round < ROUNDS; round++) {
            browser(key);
            device(key);
            get("/t/default/.well-known/jwks.json");
            get("/t/default/.well-known/oauth-authorization-server");
            get("/nothing/here");
        }
        often(key);
        watch(key);
    }

    /// What a server does most, until the cache holds how it runs: so it is compiled well soon after a start.
    private void often(String key) throws IOException, InterruptedException {
        var browser = signIn(key, "browser");
        var device = signIn(key, "native");
        var refreshToken = member(device, "refresh_token");
        for (int i = 0; i < OFTEN; i++) {
            get("/health");
            send(request("/t/default/auth/session")
                    .header("Cookie", SESSION_COOKIE + member(browser, "session_token"))
                    .GET());
            introspect(key, member(browser, "session_token"));
            introspect(key, member(device, "access_token"));
            refreshToken = member(refresh(refreshToken), "refresh_token");
        }
    }

    private void browser(String key) throws IOException, InterruptedException {
        var created = signIn(key, "browser");
        var cookie = SESSION_COOKIE + member(created, "session_token");
        send(request("/t/default/auth/session").header("Cookie", cookie).GET());
        send(request("/t/default/auth/token")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        send(request("/t/default/auth/logout")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    }

    private void device(String key) throws IOException, InterruptedException {
        var created = signIn(key, "native");
        refresh(member(created, "refresh_token"));
        introspect(key, member(created, "access_token"));
        send(request("/admin/v1/tenants/default/sessions/" + member(created, "id"))
                .header("Authorization", "Bearer " + key)
                .DELETE());
    }

    private String refresh(String token) throws IOException, InterruptedException {
        return send(request("/t/default/auth/refresh")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"refresh_token\":\"" + token + "\"}")))
                .body();
    }

    private void introspect(String key, String token) throws IOException, InterruptedException {
        send(request("/t/default/oauth/introspect")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token)));
    }

    private String signIn(String key, String kind) throws IOException, InterruptedException {
        return send(request("/admin/v1/tenants/default/sessions")
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"subject\":\"trainee\",\"amr\":[\"pwd\"],\"client_kind\":\"" + kind + "\"}")))
                .body();
    }

    /// Holds the feed open for a moment.
    private void watch(String key) throws IOException, InterruptedException {
        var feed = request("/t/default/feed?name=training&max_staleness_ms=1000&when_stale=reject")
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        var answer = client.sendAsync(feed, BodyHandlers.ofLines());
        Thread.sleep(500);
        device(key);
        Thread.sleep(500);
        answer.cancel(true);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// The first string member of that name, wherever it stands in the answer; empty if there is none.
    private static String member(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isNewer(Path cache, Path than) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(than)) > 0;
    }

    private static String tail(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
