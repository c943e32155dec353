package ripcord.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ripcord.server.config.ConfigException;
import ripcord.server.database.Database;
import ripcord.server.relay.RelayKeys;
import ripcord.server.relay.ShownKey;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.Counters;
import ripcord.verifier.feed.Declaration;
import ripcord.verifier.feed.FeedSettings;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import tools.jackson.databind.JsonNode;

/// A server, relays behind it, and verifiers' feeds behind those, on real ports of this process.
final class RelayTree implements AutoCloseable {
    static final Duration ACCEPTANCE = Duration.ofSeconds(2);
    static final String KEY = "rc_k_relay-of-the-test";

    LiveServer server;
    private final Path folder;
    private final MovableClock clock = new MovableClock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    RelayTree(Path folder) {
        this.folder = folder;
        clock.advance(Duration.between(clock.instant(), Clock.systemUTC().instant()));
        this.server = LiveServer.start(folder, clock);
        open.push(server);
        makeRing("default");
        key("all", List.of("*"), KEY);
    }

    /// As every verifier does when it fetches keys.
    void makeRing(String tenant) {
        server.http().get("/t/" + tenant + "/.well-known/jwks.json").send().expect(200);
    }

    /// A key of all relays here.
    String key(String name, List<String> tenants, String key) {
        try {
            Files.writeString(
                    keysFile(),
                    RelayKeys.line(name, tenants, key) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path keysFile() {
        return folder.resolve("relay.keys");
    }

    /// Stops the server, does something to its store, and starts it on another port.
    void restart(Consumer<Database> meanwhile) {
        server.close();
        try (var store = new TestStore(folder.resolve("data"), clock)) {
            meanwhile.accept(store.database);
        }
        server = LiveServer.start(folder, clock);
        open.push(server);
    }

    /// Another key to show upstream.
    void replaceKey(String relay, String key) {
        try {
            Files.writeString(folder.resolve(relay + ".key"), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A relay of the server.
    RelayServer relay(String name, URI upstream) {
        return relay(name, upstream, server.rootKey(), null);
    }

    /// A relay of a relay.
    RelayServer relayOf(String name, URI upstream) {
        return relay(name, upstream, KEY, null);
    }

    RelayServer relay(String name, URI upstream, String key, @Nullable TenantId tenant) {
        try {
            var keyFile = Files.writeString(folder.resolve(name + ".key"), key);
            var config = new RelayConfig(
                    new RelayConfig.Followed(upstream, ShownKey.read(keyFile), tenant),
                    new RelayConfig.Promise(name, Duration.ofMillis(400), ACCEPTANCE),
                    InetAddress.getLoopbackAddress(),
                    0,
                    keysFile());
            var relay = RelayServer.start(
                    config,
                    RelayKeys.read(keysFile()),
                    new Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom()));
            open.push(relay);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RelayKeys.UnusableException | ConfigException e) {
            throw new AssertionError(e);
        }
    }

    RelayHop hop(int port) {
        var hop = new RelayHop(port);
        open.push(hop);
        return hop;
    }

    static URI uri(RelayServer relay) {
        return URI.create("http://127.0.0.1:" + relay.port());
    }

    /// Asks a relay, whose answer is compared with the contract.
    Answer ask(RelayServer relay, String key, String path) {
        return new CheckedHttp(uri(relay)).get(path).bearer(key).send();
    }

    /// A verifier's copy, fresh when this returns.
    RevocationFeed follow(String name, URI base) {
        return follow(name, URI.create(base + "/t/default/feed"), KEY, Duration.ofSeconds(2));
    }

    RevocationFeed follow(String name, URI address, String key, Duration bound) {
        var feed = new RevocationFeed(
                new FeedSettings(
                        address,
                        new Declaration(name, bound, "reject", Optional.empty(), "1"),
                        new ApiKey(() -> key),
                        FeedSettings.DEFAULT_MAX_ENTRIES,
                        false),
                new Http(Duration.ofSeconds(5), false),
                new RevocationFeed.Surroundings(Clocks.SYSTEM, new SecureRandom()),
                () -> Counters.ZERO);
        open.push(feed);
        feed.start();
        Eventually.await(name + " is fresh", () -> stalenessMillis(feed) < bound.toMillis());
        return feed;
    }

    static double stalenessMillis(RevocationFeed feed) {
        return feed.evidence().stalenessNanos(System.nanoTime(), System.currentTimeMillis()) / 1e6;
    }

    /// Ends all of a subject, and waits for confirmations if `wait` is not empty.
    JsonNode revoke(String subject, String wait) {
        return revoke("default", subject, wait);
    }

    JsonNode revoke(String tenant, String subject, String wait) {
        var body = Map.of("target_type", "subject", "target", subject, "reason", "test");
        var waiting = Map.of("target_type", "subject", "target", subject, "reason", "test", "wait", wait);
        return server.http()
                .post("/admin/v1/tenants/" + tenant + "/revocations")
                .bearer(server.rootKey())
                .json(wait.isEmpty() ? body : waiting)
                .send()
                .expect(201)
                .json();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
