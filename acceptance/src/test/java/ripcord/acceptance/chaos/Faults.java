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

    private final Installation in;
    private final History history;
    private final Map<Integer, Long> frozen = new HashMap<>();
    private final List<Connection> taken = new ArrayList<>();
    private final List<DeafSubscriber> deaf = new ArrayList<>();
    private Optional<Noise> noise = Optional.empty();
    private long dark;

    Faults(Installation in) {
        this.in = in;
        this.history = in.history();
    }

    private void darkFromNow() {
        dark = System.nanoTime();
    }

    private void darkUntilNow() {
        if (dark != 0) {
            history.dark(new Span(dark, System.nanoTime()));
            dark = 0;
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

    void freezeNode(int index) {
        frozen.put(index, System.nanoTime());
        node(index).freeze();
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
