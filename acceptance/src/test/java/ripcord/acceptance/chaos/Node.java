package ripcord.acceptance.chaos;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.PostgresProcess;
import ripcord.acceptance.process.RedisProcess;
import ripcord.acceptance.process.ServerProcess;

/// One server of an installation, with a proxy between it and everything else.
final class Node implements AutoCloseable {
    private static final Http LOAD_BALANCER = Http.plain(Duration.ofSeconds(1));

    private final int index;
    private final Optional<Proxy> sql;
    private final ServerProcess server;
    private final Proxy clients;
    private final Optional<Proxy> redis;
    private final HttpRequest ready;
    private volatile boolean healthy = true;

    private Node(int index, Optional<Proxy> sql, Optional<Proxy> redis, ServerProcess server) {
        this.index = index;
        this.sql = sql;
        this.redis = redis;
        this.server = server;
        this.clients = new Proxy(server.port());
        this.ready = Call.to(clients.uri(), "/health/ready").get();
    }

    /// What it keeps things in, but for its own folder.
    ///
    /// @param replica that it reads from
    record Uses(Optional<PostgresProcess> postgres, Optional<PostgresProcess> replica, Optional<RedisProcess> redis) {}

    /// Does not wait until it answers.
    ///
    /// @param shared what the nodes have in common; each reaches the store by a proxy of its own
    static Node launch(int index, Path folder, Uses uses, ServerProcess.Shared shared) {
        Optional<Proxy> sql = uses.postgres.map(server -> new Proxy(server.port()));
        Optional<Proxy> redis = uses.redis.map(server -> new Proxy(server.port()));
        Map<String, String> environment = new HashMap<>(shared.environment());
        sql.ifPresent(proxy -> {
            environment.put("RIPCORD_DATABASE_URL", url(proxy.uri().getPort()));
            environment.put("RIPCORD_DATABASE_USER", PostgresProcess.USER);
        });
        uses.replica.ifPresent(server -> environment.put("RIPCORD_DATABASE_READ_URL", url(server.port())));
        redis.ifPresent(proxy -> environment.put(
                "RIPCORD_REDIS_URL", "redis://127.0.0.1:" + proxy.uri().getPort()));
        ServerProcess.Shared own =
                new ServerProcess.Shared(shared.baseUrl(), shared.masterKeyFile(), Map.copyOf(environment));
        return new Node(index, sql, redis, ServerProcess.launch(folder, own));
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresProcess.DATABASE;
    }

    int index() {
        return index;
    }

    /// Its store is elsewhere from now on.
    void follow(PostgresProcess store) {
        sql().redirect(store.port());
    }

    /// What lies between it and the store.
    Proxy sql() {
        return sql.orElseThrow();
    }

    /// What lies between it and Redis.
    Proxy redis() {
        return redis.orElseThrow();
    }

    /// What lies between it and everybody who asks it.
    Proxy clients() {
        return clients;
    }

    URI uri() {
        return clients.uri();
    }

    ServerProcess server() {
        return server;
    }

    /// What a load balancer thinks of it.
    boolean isHealthy() {
        return healthy;
    }

    /// Asks it, as a load balancer does all the time.
    void look() {
        try {
            healthy = LOAD_BALANCER.send(ready).status() == 200;
        } catch (LostAnswerException _) {
            healthy = false;
        }
    }

    @Override
    public void close() {
        server.close();
        sql.ifPresent(Proxy::close);
        redis.ifPresent(Proxy::close);
        clients.close();
    }
}
