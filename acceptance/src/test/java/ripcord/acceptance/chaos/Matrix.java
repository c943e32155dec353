package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The failure matrix: what is started, what is broken, and how it heals.
final class Matrix {
    private static final Setup ONE = Setup.ofNodes(1);

    static final List<Row> ROWS = List.of(
            Row.of(
                            "postgres-killed",
                            "PostgreSQL is killed with -9",
                            "started again after 3 s",
                            ONE,
                            Fault.of(3, Faults::killPostgres, Faults::startPostgres))
                    .alsoInShortForm(),
            Row.of(
                    "postgres-restarted",
                    "PostgreSQL is stopped as a system does that goes down",
                    "started again at once",
                    ONE,
                    Fault.of(0, Faults::stopPostgres, Faults::startPostgres)),
            Row.of(
                    "postgres-frozen",
                    "PostgreSQL is frozen (SIGSTOP)",
                    "woken after 8 s",
                    ONE,
                    Fault.of(8, Faults::freezePostgres, Faults::thawPostgres)),
            Row.of(
                    "postgres-slow",
                    "every answer of PostgreSQL takes 100 ms longer",
                    "fast again after 8 s",
                    ONE,
                    Fault.of(8, faults -> faults.slowSql(Duration.ofMillis(100)), Faults::passSql)),
            Row.of(
                    "postgres-out-of-connections",
                    "the nodes lose their connections, and others have all of PostgreSQL's",
                    "given back after 8 s",
                    ONE.postgres("max_connections", "40"),
                    Fault.of(8, Faults::takeAllConnections, Faults::giveConnectionsBack)),
            Row.of(
                    "commit-unanswered",
                    "PostgreSQL commits, and the answer to that does not arrive, nor anything after it",
                    "arrives again after 8 s",
                    ONE,
                    Fault.of(8, Faults::swallowCommits, Faults::passSql)),
            Row.of(
                    "sql-cut-off",
                    "nothing passes between nodes and PostgreSQL, and nobody is told",
                    "passes again after 8 s",
                    ONE,
                    Fault.of(8, Faults::swallowSql, Faults::passSql)),
            Row.of(
                    "sql-broken",
                    "connections between nodes and PostgreSQL break, and none can be opened",
                    "can be opened after 5 s",
                    ONE,
                    Fault.of(5, Faults::breakSql, Faults::passSql)),
            Row.of(
                            "node-killed",
                            "the only node is killed with -9",
                            "started again after 1 s",
                            ONE,
                            Fault.of(1, faults -> faults.killNode(0), faults -> faults.startNode(0)))
                    .alsoInShortForm(),
            Row.of(
                    "node-frozen",
                    "the only node is frozen (SIGSTOP), past every deadline",
                    "woken after 8 s",
                    ONE,
                    Fault.of(8, faults -> faults.freezeNode(0), faults -> faults.thawNode(0))),
            Row.of(
                            "node-restarted",
                            "the only node is stopped as an operator does, and started",
                            "by itself",
                            ONE,
                            Fault.passing(Faults::restartEachNode))
                    .alsoInShortForm(),
            Row.of("key-rotated", "another key signs, under load", "by itself", ONE, Fault.passing(Faults::rotateKeys)),
            Row.of(
                            "key-compromised",
                            "the key that signs is declared compromised",
                            "clients refresh",
                            ONE,
                            Fault.of(3, Faults::loseActiveKey, _ -> {}))
                    .alsoInShortForm(),
            Row.of(
                    "deaf-subscribers",
                    "20 subscribers open a feed and never read it",
                    "gone after 12 s",
                    ONE,
                    Fault.of(12, faults -> faults.subscribeWithoutReading(20), Faults::dropSubscribers)),
            Row.of(
                    "loud-tenant",
                    "another tenant asks as often as it can, 64 questions at a time",
                    "silent after 8 s",
                    ONE,
                    Fault.of(8, faults -> faults.makeNoise(64), Faults::silence)));

    private Matrix() {}

    /// The row that is called so.
    static Optional<Row> row(String title) {
        return ROWS.stream().filter(row -> row.title().equals(title)).findFirst();
    }

    /// Those that are run with the tests.
    static List<Row> shortForm() {
        return ROWS.stream().filter(Row::inShortForm).toList();
    }
}
