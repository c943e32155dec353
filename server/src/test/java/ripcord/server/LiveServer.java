package ripcord.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import ripcord.server.config.Config;
import ripcord.server.spec.CheckedHttp;
import tools.jackson.databind.JsonNode;

/// A whole server in this process, with real HTTP on a port of its own and a clock that the test moves. Every answer
/// is compared with the contract.
public final class LiveServer implements AutoCloseable {
    /// The issuer's address, which is not where it listens: public addresses come from the configuration.
    public static final String BASE_URL = "https://id.example.com";

    /// The tenant that a new store has.
    public static final String TENANT = "/admin/v1/tenants/default";

    /// Its public surface.
    public static final String ISSUER = "/t/default";

    private final MovableClock clock;
    private final RipcordServer server;
    private final CheckedHttp http;
    private final Path folder;

    private LiveServer(Path folder, MovableClock clock, RipcordServer server) {
        this.folder = folder;
        this.clock = clock;
        this.server = server;
        this.http = new CheckedHttp(uri());
    }

    /// Starts one on the store in `folder`, or on a new one.
    public static LiveServer start(Path folder) {
        return start(folder, new MovableClock());
    }

    /// As [#start(Path)], with a clock that was moved before.
    public static LiveServer start(Path folder, MovableClock clock) {
        return start(folder, clock, System::nanoTime);
    }

    /// As [#start(Path, MovableClock)], with another monotonic clock.
    public static LiveServer start(Path folder, MovableClock clock, LongSupplier nanos) {
        return start(folder, Outside.NONE, new Sources(clock, nanos, new SecureRandom()), clock, Bounds.ofProcess());
    }

    /// As [#start(Path)], with other bounds for each tenant.
    static LiveServer start(Path folder, Bounds bounds) {
        var clock = new MovableClock();
        return start(folder, Outside.NONE, new Sources(clock, System::nanoTime, new SecureRandom()), clock, bounds);
    }

    /// As [#start(Path)], with the store in PostgreSQL, whose clock is the machine's.
    public static LiveServer start(Path folder, Config.DatabaseServer database) {
        return start(folder, database, new MovableClock());
    }

    /// As [#start(Path, Config.DatabaseServer)], with a clock of its own that runs: as far ahead of the machine's as
    /// `moved` is of a new one.
    static LiveServer start(Path folder, Config.DatabaseServer database, MovableClock moved) {
        var unmoved = new MovableClock().instant();
        var sources = new Sources(
                () -> Clock.systemUTC().instant().plus(Duration.between(unmoved, moved.instant())),
                System::nanoTime,
                new SecureRandom());
        return start(folder, new Outside(database, null), sources, moved, Bounds.ofProcess());
    }

    /// As [#start(Path)], with a Redis.
    public static LiveServer start(Path folder, Config.RedisServer redis) {
        var clock = new MovableClock();
        clock.advance(Duration.between(clock.instant(), Clock.systemUTC().instant()));
        var sources = new Sources(clock, System::nanoTime, new SecureRandom());
        return start(folder, new Outside(null, redis), sources, clock, Bounds.ofProcess());
    }

    /// As [#start(Path, Config.DatabaseServer)], with a Redis.
    static LiveServer start(Path folder, Config.DatabaseServer database, Config.RedisServer redis) {
        var unmoved = new MovableClock();
        var sources = new Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom());
        return start(folder, new Outside(database, redis), sources, unmoved, Bounds.ofProcess());
    }

    /// What is not in the folder; null for nothing.
    private record Outside(Config.DatabaseServer database, Config.RedisServer redis) {
        static final Outside NONE = new Outside(null, null);
    }

    /// Starts another one on the same database, in `other`, with the same keys.
    public LiveServer another(Path other, Config.DatabaseServer database) {
        return another(other, database, new MovableClock());
    }

    /// As [#another(Path, Config.DatabaseServer)], with a clock as [#start(Path, Config.DatabaseServer, MovableClock)]
    /// has.
    LiveServer another(Path other, Config.DatabaseServer database, MovableClock moved) {
        copyKeys(other);
        return start(other, database, moved);
    }

    /// As [#another(Path, Config.DatabaseServer)], with a Redis.
    LiveServer another(Path other, Config.DatabaseServer database, Config.RedisServer redis) {
        copyKeys(other);
        return start(other, database, redis);
    }

    private void copyKeys(Path other) {
        try {
            Files.createDirectories(other.resolve("data"));
            Files.copy(folder.resolve("master.key"), other.resolve("master.key"));
            Files.copy(folder.resolve("data/root.key"), other.resolve("data/root.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LiveServer start(Path folder, Outside outside, Sources sources, MovableClock clock, Bounds bounds) {
        var config = new Config(
                folder.resolve("data"),
                outside.database,
                outside.redis,
                InetAddress.getLoopbackAddress(),
                0,
                null,
                URI.create(BASE_URL),
                folder.resolve("master.key"),
                Config.USUALLY_IN_MEMORY,
                new Config.Observation(folder.resolve("events.jsonl"), List.of()));
        return new LiveServer(folder, clock, RipcordServer.start(config, sources, bounds));
    }

    /// Where it listens.
    public URI uri() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.port());
    }

    public CheckedHttp http() {
        return http;
    }

    /// What `/metrics` says of all series that begin with `series`, added up.
    ///
    /// @param series name and labels, as a line of the scrape begins
    double counted(String series) {
        return http.get("/metrics")
                .bearer(rootKey())
                .send()
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    public MovableClock clock() {
        return clock;
    }

    public RipcordServer server() {
        return server;
    }

    /// The first API key.
    public String rootKey() {
        try {
            return Files.readString(folder.resolve("data/root.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes an API key.
    ///
    /// @return its text
    public String apiKey(List<String> tenants, List<String> rights) {
        return http.post("/admin/v1/api-keys")
                .bearer(rootKey())
                .json(Map.of("name", "test", "tenants", tenants, "rights", rights))
                .send()
                .expect(201)
                .text("/key");
    }

    /// Makes a tenant.
    public void tenant(String id) {
        http.post("/admin/v1/tenants")
                .bearer(rootKey())
                .json(Map.of("id", id))
                .send()
                .expect(201);
    }

    /// Signs somebody in to the default tenant, with all credentials.
    public SignedIn signIn(String subject) {
        return signIn("default", subject, "browser");
    }

    /// Signs somebody in, with all credentials.
    public SignedIn signIn(String tenant, String subject, String clientKind) {
        var answer = http.post("/admin/v1/tenants/" + tenant + "/sessions")
                .bearer(rootKey())
                .json(Map.of(
                        "subject",
                        subject,
                        "amr",
                        List.of("pwd"),
                        "client_kind",
                        clientKind,
                        "credentials",
                        List.of("session_token", "refresh_token", "access_token")))
                .send()
                .expect(201);
        return new SignedIn(tenant, answer.json());
    }

    /// Changes one value of a tenant's policy.
    public void policy(String tenant, String section, String name, Object value) {
        var path = "/admin/v1/tenants/" + tenant + "/policy";
        var policy = http.get(path).bearer(rootKey()).send().expect(200).json();
        ((tools.jackson.databind.node.ObjectNode) policy.get(section)).putPOJO(name, value);
        http.put(path).bearer(rootKey()).json(policy).send().expect(200);
    }

    /// Who is signed in, and what proves it.
    ///
    /// @param answer of the sign-in
    public record SignedIn(String tenant, JsonNode answer) {
        public String session() {
            return answer.at("/session/id").stringValue();
        }

        public String subject() {
            return answer.at("/session/subject").stringValue();
        }

        public String sessionToken() {
            return answer.get("session_token").stringValue();
        }

        public String refreshToken() {
            return answer.get("refresh_token").stringValue();
        }

        public String accessToken() {
            return answer.get("access_token").stringValue();
        }

        /// The session cookie's name.
        public String sessionCookie() {
            return "__Host-rc_session-" + tenant;
        }

        /// The refresh cookie's name.
        public String refreshCookie() {
            return "__Secure-rc_refresh-" + tenant;
        }

        /// The tenant's public surface.
        public String issuer() {
            return "/t/" + tenant;
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
