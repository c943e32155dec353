package ripcord.acceptance.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.PostgresProcess;
import ripcord.acceptance.process.ServerProcess;

/// Breaks and heals the parts of one installation, and tells the history what nobody can do meanwhile.
final class Faults {
    private static final Duration TAKES_AT_MOST = Duration.ofSeconds(5);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private static final List<Duration> JUMPS =
            List.of(Duration.ofMinutes(11), Duration.ofSeconds(-40), Duration.ofMinutes(-60), Duration.ofMinutes(5));
    private static final String IN_A_TURN = "select count(*) from pg_stat_activity join pg_locks using (pid)"
            + " where locktype = 'advisory' and granted and state = 'idle in transaction'"
            + " and clock_timestamp() - state_change > interval '250 milliseconds'";

    private final Installation in;
    private final History history;
    private final RedisFaults redis;
    private final Map<Integer, Long> frozen = new HashMap<>();
    private final List<Connection> taken = new ArrayList<>();
    private final List<DeafSubscriber> deaf = new ArrayList<>();
    private Optional<Noise> noise = Optional.empty();
    private Optional<Crowd> crowd = Optional.empty();
    private final Map<Integer, Long> dark = new HashMap<>();

    Faults(Installation in) {
        this.in = in;
        this.history = in.history();
        this.redis = new RedisFaults(in);
    }

    /// What is broken and healed.
    Installation installation() {
        return in;
    }

    /// The Redis that nodes share.
    RedisFaults redis() {
        return redis;
    }

    /// The replica that nodes read from.
    ReadReplica readReplica() {
        return new ReadReplica(in);
    }

    private void darkFromNow() {
        in.nodes().forEach(node -> darkFromNow(node.index()));
    }

    private void darkFromNow(int node) {
        dark.putIfAbsent(node, System.nanoTime());
    }

    private void darkUntilNow() {
        in.nodes().forEach(node -> darkUntilNow(node.index()));
    }

    private void darkUntilNow(int node) {
        Long since = dark.remove(node);
        if (since != null) {
            history.dark(node, new Span(since, System.nanoTime()));
        }
    }

    void killPostgres() {
        in.postgres().kill();
        darkFromNow();
    }

    void stopPostgres() {
        in.postgres().stop();
        darkFromNow();
    }

    void startPostgres() {
        darkUntilNow();
        in.postgres().launchAgain();
        in.postgres().awaitReady();
    }

    void freezePostgres() {
        in.postgres().freeze();
        darkFromNow();
    }

    void thawPostgres() {
        darkUntilNow();
        in.postgres().thaw();
    }

    /// Nothing passes between nodes and store, and nobody is told.
    void swallowSql() {
        in.nodes().forEach(node -> node.sql().swallow());
        darkFromNow();
    }

    /// Nothing passes between one node and the store, and neither is told.
    void swallowSql(int index) {
        in.node(index).sql().swallow();
        darkFromNow(index);
    }

    void passSql() {
        darkUntilNow();
        in.nodes().forEach(node -> node.sql().pass());
    }

    /// All connections break, and new ones are refused.
    void breakSql() {
        in.nodes().forEach(node -> node.sql().cut());
        darkFromNow();
    }

    /// Whatever the store answers comes so much later.
    void slowSql(Duration delay) {
        in.nodes().forEach(node -> node.sql().delay(() -> delay));
    }

    /// Whoever commits is not told that it was done, and nothing after it.
    void swallowCommits() {
        in.nodes().forEach(node -> node.sql().swallowFrom("COMMIT"));
    }

    /// The nodes lose their connections, and others have all that there are.
    void takeAllConnections() {
        long begun = System.nanoTime();
        do {
            in.postgres()
                    .execute(
                            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ripcord'");
            takeWhatThereIs();
        } while (in.postgres().count("select count(*) from pg_stat_activity where application_name = 'ripcord'") > 0
                && System.nanoTime() - begun < TAKES_AT_MOST.toNanos());
        darkFromNow();
    }

    private void takeWhatThereIs() {
        try {
            while (true) {
                taken.add(in.postgres().connect(PostgresProcess.DATABASE, PostgresProcess.USER));
            }
        } catch (SQLException _) {
            // that was the last one
        }
    }

    void giveConnectionsBack() {
        darkUntilNow();
        for (Connection connection : taken) {
            try {
                connection.close();
            } catch (SQLException _) {
                // gone is gone
            }
        }
        taken.clear();
    }

    void killNode(int index) {
        node(index).kill();
    }

    void stopNode(int index) {
        node(index).stop();
    }

    void startNode(int index) {
        node(index).launchAgain();
        node(index).awaitReady();
    }

    /// The replica has everything that was acknowledged, and becomes what all nodes use.
    void failOver() {
        in.replica().promote();
        darkUntilNow();
        in.nodes().forEach(node -> node.follow(in.replica()));
        startNodesThatEnded(ENDS_WITHIN);
    }

    /// From now on the replica does not get what is written.
    void holdBackReplica() {
        in.replication().swallow();
        history.losing(Span.since(System.nanoTime()));
    }

    /// As [#killPostgres], and what the replica lacks is lost.
    void losePostgres() {
        killPostgres();
        history.lostUntil(System.nanoTime());
        in.replication().cut();
    }

    /// A node that finds the store without what it has shown ends; who watches over it starts it again.
    private void startNodesThatEnded(Duration within) {
        Await.pass(within);
        for (Node node : in.nodes()) {
            if (!node.server().isAlive()) {
                startNode(node.index());
            }
        }
    }

    /// PostgreSQL is cut off from its replica, which takes its place for all nodes but the first.
    void isolatePrimary() {
        in.replication().cut();
        in.replica().promote();
        in.nodes().stream().skip(1).forEach(node -> node.follow(in.replica()));
    }

    /// The old one is gone, and nobody uses it any more.
    void failOverTheRest() {
        in.postgres().kill();
        in.node(0).follow(in.replica());
        startNodesThatEnded(ENDS_WITHIN);
    }

    /// The store can write nothing any more, but for what it had made room for; it can still be read.
    void fillDisk() {
        in.disk().fill();
    }

    /// And whoever watches over PostgreSQL, or over the node where there is none, starts it where it has ended.
    void clearDisk() {
        in.disk().clear();
        if (in.setup().beside() == Setup.Beside.SMALL_FOLDER) {
            startNodesThatEnded(Duration.ZERO);
        } else {
            in.postgres().launchUnlessAlive();
        }
    }

    void moveClock(Duration offset) {
        in.clock().shift(offset);
    }

    /// For eight seconds.
    void makeClockJump() {
        for (int times = 0; times < 4; times++) {
            for (Duration offset : JUMPS) {
                moveClock(offset);
                Await.pass(Duration.ofMillis(500));
            }
        }
    }

    void freezeNode(int index) {
        frozen.put(index, System.nanoTime());
        node(index).freeze();
    }

    /// It holds the turn of all writers, and what it has written is not committed.
    void freezeNodeWhileItWrites(int index) {
        // Else its turn is over in a millisecond.
        in.node(index).sql().delay(() -> Duration.ofMillis(60));
        Await.until(Duration.ofSeconds(20), "a node is frozen in its turn", () -> {
            freezeNode(index);
            Await.pass(Duration.ofMillis(400));
            if (in.postgres().count(IN_A_TURN) > 0) {
                return true;
            }
            thawNode(index);
            Await.pass(Duration.ofMillis(150));
            return false;
        });
    }

    void thawNodeThatWrote(int index) {
        in.node(index).sql().pass();
        thawNode(index);
    }

    /// Verifiers that may ask when they know nothing, and all of them lose their streams at once.
    void loseCrowd() {
        crowd.orElseThrow().cutOff();
    }

    /// Returns when all of them verify by themselves.
    void crowdComesBack() {
        crowd.orElseThrow().comeBack();
        crowd.orElseThrow().close();
    }

    void gatherCrowd(int size) {
        crowd = Optional.of(Crowd.of(size, in));
    }

    void thawNode(int index) {
        node(index).thaw();
        history.frozen(index, new Span(frozen.get(index), System.nanoTime()));
    }

    private ServerProcess node(int index) {
        return in.node(index).server();
    }

    /// Stops it as an operator does, and starts it again; one after the other.
    void restartEachNode() {
        for (Node node : in.nodes()) {
            stopNode(node.index());
            startNode(node.index());
        }
    }

    /// Returns when another key signs.
    void rotateKeys() {
        Backend backend = in.backend(in.node(0));
        String before = backend.activeKey();
        backend.rotateKeys().expect(200);
        Await.until(Duration.ofMinutes(3), "another key signs", () -> !before.equals(backend.activeKey()));
    }

    void loseActiveKey() {
        Backend backend = in.backend(in.node(0));
        long begun = System.nanoTime();
        backend.compromise(backend.activeKey()).expect(200);
        history.keyLost(new Span(begun, System.nanoTime()));
    }

    /// Subscribers that never read what comes.
    void subscribeWithoutReading(int count) {
        in.nodes().forEach(node -> {
            for (int i = 0; i < count; i++) {
                deaf.add(DeafSubscriber.of(node.uri(), in.rootKey()));
            }
        });
    }

    void dropSubscribers() {
        deaf.forEach(DeafSubscriber::close);
        deaf.clear();
    }

    void makeNoise(int threads) {
        noise = Optional.of(new Noise(in, threads));
    }

    void silence() {
        noise.ifPresent(Noise::close);
    }
}
