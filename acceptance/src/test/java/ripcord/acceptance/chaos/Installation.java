package ripcord.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.PostgresProcess;
import ripcord.acceptance.process.RedisProcess;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.SmallDisk;
import ripcord.acceptance.process.WallClock;

/// PostgreSQL, nodes behind a load balancer, and services that verify: all of it as processes of this machine.
///
/// The load balancer asks each node four times a second whether it is ready, and sends nothing to one that is not,
/// unless none is.
final class Installation implements AutoCloseable {
    /// Longer than any answer may take, so that what hangs is seen to.
    static final Duration PATIENCE = Duration.ofSeconds(12);

    static final String TENANT = "acme";
    static final Duration GRACE = Duration.ofSeconds(3);

    /// Three times what an empty store takes.
    private static final int DISK_MEGABYTES = 256;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final History history = new History();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final Proxy front = new Proxy(ports);
    private final List<Node> nodes = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final Http http = Http.toServerOnce(PATIENCE);
    private final AtomicInteger turn = new AtomicInteger();
    private final Setup setup;
    private final Optional<PostgresProcess> postgres;
    private final Optional<WallClock> clock;
    private final Optional<RedisProcess> redis;
    private final Optional<SmallDisk> disk;
    private Optional<PostgresProcess> replica = Optional.empty();
    private Optional<Proxy> replication = Optional.empty();
    private volatile boolean closed;

    private Installation(Path folder, Setup setup) {
        this.setup = setup;
        clock = clock(folder, setup.clock());
        redis = setup.beside() == Setup.Beside.REDIS
                ? Optional.of(RedisProcess.start(folder(folder, "redis")))
                : Optional.empty();
        boolean embedded = setup.beside() == Setup.Beside.SMALL_FOLDER;
        Path store = embedded ? folder(folder(folder, "node-0"), "data") : folder(folder, "postgres");
        disk = embedded || setup.beside() == Setup.Beside.SMALL_DISK
                ? Optional.of(SmallDisk.mount(store, DISK_MEGABYTES))
                : Optional.empty();
        postgres = embedded
                ? Optional.empty()
                : Optional.of(PostgresProcess.start(
                        store, setup.postgres(), environment(setup.clock() == Setup.Clock.POSTGRES)));
        try {
            replica = startReplica(folder, setup.replica());
            launchNodes(folder);
            prepare();
            Thread.ofVirtual().name("load-balancer").start(this::look);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Starts everything, and returns when it works.
    ///
    /// @param folder empty
    static Installation start(Path folder, Setup setup) {
        return new Installation(folder, setup);
    }

    private static Path folder(Path parent, String name) {
        try {
            return Files.createDirectories(parent.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first makes the store and the master key.
    private void launchNodes(Path folder) {
        Optional<PostgresProcess> readFrom = replica.filter(_ -> setup.replica() == Setup.Replica.READ_FROM);
        Node.Uses uses = new Node.Uses(postgres, readFrom, redis);
        for (int index = 0; index < setup.nodes(); index++) {
            boolean moved = setup.clock() == Setup.Clock.LAST_NODE && index == setup.nodes() - 1;
            var shared = new ServerProcess.Shared(front.uri(), folder.resolve("master.key"), environment(moved));
            Node node = Node.launch(index, folder(folder, "node-" + index), uses, shared);
            nodes.add(node);
            if (index == 0) {
                node.server().awaitReady();
            }
        }
        nodes.forEach(node -> node.server().awaitReady());
        nodes.forEach(node -> ports.add(node.clients().uri().getPort()));
    }

    private static Optional<WallClock> clock(Path folder, Setup.Clock whose) {
        Optional<WallClock> clock = whose == Setup.Clock.NOBODY ? Optional.empty() : WallClock.inFolder(folder);
        if (whose != Setup.Clock.NOBODY && clock.isEmpty()) {
            throw new IllegalStateException("moving a clock needs libfaketime (Debian: apt install faketime)");
        }
        return clock;
    }

    private Map<String, String> environment(boolean moved) {
        return moved ? clock.orElseThrow().environment() : Map.of();
    }

    private Optional<PostgresProcess> startReplica(Path folder, Setup.Replica kind) {
        if (kind == Setup.Replica.NONE) {
            return Optional.empty();
        }
        Proxy link = new Proxy(postgres().port());
        replication = Optional.of(link);
        PostgresProcess started = postgres()
                .startReplica(folder(folder, "replica"), "replica", link.uri().getPort());
        if (kind == Setup.Replica.SYNCHRONOUS) {
            postgres().set("synchronous_standby_names", "replica");
        }
        return Optional.of(started);
    }

    private void prepare() {
        Backend backend = backend(nodes.getFirst());
        // With a policy from the start: else a rotation waits for copies of the JWKS that were kept under another.
        Map<String, Map<String, ?>> policy = new HashMap<>(Map.of(
                "refresh", Map.of("grace", GRACE.toString()),
                // As short as may be, so that a rotation can be waited for.
                "keys", Map.of("jwks_max_age", "PT1M", "announce", "PT1M")));
        if (!setup.fromMemory().isZero()) {
            String bound = setup.fromMemory().toString();
            policy.put("outage", Map.of("answer_from_memory_for", bound));
            // No server may answer from memory for longer than verifiers may; these say themselves that it is less.
            policy.put("revocation", Map.of("max_staleness", bound));
        }
        backend.createTenant(policy);
        List<Watch> started = IntStream.range(0, Watch.MODES.size())
                .parallel()
                .mapToObj(index -> Watch.start(index, this))
                .toList();
        watches.addAll(started);
        watches.forEach(Watch::awaitFresh);
    }

    private void look() {
        while (!closed) {
            nodes.forEach(node -> Thread.ofVirtual().start(node::look));
            Await.pass(BETWEEN_LOOKS);
        }
    }

    /// The node that the load balancer sends the next request to.
    Node next() {
        List<Node> fit = nodes.stream().filter(Node::isHealthy).toList();
        List<Node> some = fit.isEmpty() ? nodes : fit;
        return some.get(Math.floorMod(turn.getAndIncrement(), some.size()));
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    Node node(int index) {
        return nodes.get(index);
    }

    List<Watch> watches() {
        return List.copyOf(watches);
    }

    PostgresProcess postgres() {
        return postgres.orElseThrow();
    }

    Setup setup() {
        return setup;
    }

    PostgresProcess replica() {
        return replica.orElseThrow();
    }

    /// What lies between PostgreSQL and its replica.
    Proxy replication() {
        return replication.orElseThrow();
    }

    RedisProcess redis() {
        return redis.orElseThrow();
    }

    /// The store's, which can be filled.
    SmallDisk disk() {
        return disk.orElseThrow();
    }

    /// That can be moved.
    WallClock clock() {
        return clock.orElseThrow();
    }

    History history() {
        return history;
    }

    /// What all nodes are called by.
    Proxy front() {
        return front;
    }

    Http http() {
        return http;
    }

    /// With all rights, for [#TENANT].
    Backend backend(Node node) {
        return new Backend(http, node.uri(), TENANT, rootKey());
    }

    String rootKey() {
        return nodes.getFirst().server().rootKey();
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(Watch::close);
        nodes.forEach(Node::close);
        front.close();
        replication.ifPresent(Proxy::close);
        replica.ifPresent(PostgresProcess::close);
        postgres.ifPresent(PostgresProcess::close);
        redis.ifPresent(RedisProcess::close);
        disk.ifPresent(SmallDisk::close);
    }
}
