package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ripcord.acceptance.process.Await;

/// The failure matrix: what is started, what is broken, and how it heals.
final class Matrix {
    private static final Setup ONE = Setup.ofNodes(1);
    private static final Setup TWO = Setup.ofNodes(2);
    private static final Setup THREE = Setup.ofNodes(3);
    private static final Setup TWO_AND_REDIS = TWO.with(Setup.Beside.REDIS);

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
                    Fault.passing(Faults::restartEachNode)),
            Row.of("key-rotated", "another key signs, under load", "by itself", ONE, Fault.passing(Faults::rotateKeys)),
            Row.of(
                    "key-compromised",
                    "the key that signs is declared compromised",
                    "clients refresh",
                    ONE,
                    Fault.of(3, Faults::loseActiveKey, _ -> {})),
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
                    Fault.of(8, faults -> faults.makeNoise(64), Faults::silence)),
            Row.of(
                            "node-of-two-killed",
                            "one of two nodes is killed with -9",
                            "started again after 5 s",
                            TWO,
                            Fault.of(5, faults -> faults.killNode(1), faults -> faults.startNode(1)))
                    .alsoInShortForm(),
            Row.of(
                    "node-of-two-frozen",
                    "one of two nodes is frozen (SIGSTOP), past every deadline",
                    "woken after 8 s",
                    TWO,
                    Fault.of(8, faults -> faults.freezeNode(1), faults -> faults.thawNode(1))),
            Row.of(
                    "node-of-two-cut-off-from-sql",
                    "nothing passes between one of two nodes and PostgreSQL, and neither is told",
                    "passes again after 8 s",
                    TWO,
                    Fault.of(8, faults -> faults.swallowSql(1), Faults::passSql)),
            Row.of(
                    "postgres-killed-under-three",
                    "PostgreSQL of three nodes is killed with -9",
                    "started again after 3 s",
                    THREE,
                    Fault.of(3, Faults::killPostgres, Faults::startPostgres)),
            Row.of(
                    "rolling-restart",
                    "two nodes are stopped as an operator does, and started, one after the other",
                    "by itself",
                    TWO,
                    Fault.passing(Faults::restartEachNode)),
            Row.of(
                    "failover-synchronous",
                    "PostgreSQL is killed with -9; its synchronous replica is promoted",
                    "nodes are led there after 2 s",
                    TWO.replica(Setup.Replica.SYNCHRONOUS),
                    Fault.of(2, Faults::killPostgres, Faults::failOver)),
            Row.of(
                    "failover-asynchronous",
                    "PostgreSQL is lost with what its replica lacks, the writes of its last second",
                    "the replica is promoted after 2 s, nodes are led there, and started again where they stop",
                    TWO.replica(Setup.Replica.ASYNCHRONOUS),
                    Fault.of(
                            2,
                            faults -> {
                                faults.holdBackReplica();
                                Await.pass(Duration.ofSeconds(1));
                                faults.losePostgres();
                            },
                            Faults::failOver)),
            Row.of(
                    "old-primary",
                    "PostgreSQL is cut off from its synchronous replica, which is promoted; one of two nodes still reads the old one",
                    "that node is led to the new one after 8 s",
                    TWO.replica(Setup.Replica.SYNCHRONOUS),
                    Fault.of(8, Faults::isolatePrimary, Faults::failOverTheRest)),
            clockOff("5-s", Duration.ofSeconds(5)),
            clockOff("10-min", Duration.ofMinutes(10)),
            Row.of(
                    "node-clock-jumping",
                    "the clock of one of two nodes jumps twice a second, by up to an hour, to and fro",
                    "right again after 8 s",
                    TWO.movable(Setup.Clock.LAST_NODE),
                    Fault.of(0, Faults::makeClockJump, faults -> faults.moveClock(Duration.ZERO))),
            Row.of(
                    "postgres-clock-jumping",
                    "PostgreSQL's clock jumps twice a second, by up to an hour, to and fro",
                    "right again after 8 s",
                    TWO.movable(Setup.Clock.POSTGRES),
                    Fault.of(0, Faults::makeClockJump, faults -> faults.moveClock(Duration.ZERO))),
            Row.of(
                    "postgres-clock-set",
                    "PostgreSQL's clock goes 5 min fast, then an hour slow, and one of two nodes is started in between",
                    "right again after 12 s",
                    TWO.movable(Setup.Clock.POSTGRES),
                    Fault.of(
                            6,
                            faults -> {
                                faults.moveClock(Duration.ofMinutes(5));
                                Await.pass(Duration.ofSeconds(3));
                                faults.moveClock(Duration.ofHours(-1));
                                Await.pass(Duration.ofSeconds(3));
                                faults.stopNode(1);
                                faults.startNode(1);
                            },
                            faults -> faults.moveClock(Duration.ZERO))),
            Row.of(
                    "node-of-two-frozen-writing",
                    "one of two nodes is frozen in the middle of an append: it has written, holds the turn of all"
                            + " writers, and has not committed",
                    "woken after 8 s",
                    TWO,
                    Fault.of(8, faults -> faults.freezeNodeWhileItWrites(1), faults -> faults.thawNodeThatWrote(1))),
            Row.of(
                    "postgres-disk-full",
                    "PostgreSQL's disk is full",
                    "room is made after 8 s, and PostgreSQL started again if it has ended",
                    ONE.with(Setup.Beside.SMALL_DISK),
                    Fault.of(8, Faults::fillDisk, Faults::clearDisk)),
            Row.of(
                    "embedded-disk-full",
                    "the only node keeps the store itself (SQLite), and its disk is full",
                    "room is made after 8 s, and the node started again if it has ended",
                    ONE.with(Setup.Beside.SMALL_FOLDER),
                    Fault.of(8, Faults::fillDisk, Faults::clearDisk)),
            Row.of(
                    "read-replica-behind",
                    "the replica that two nodes read from gets nothing any more, and answers as before",
                    "gets everything after 8 s",
                    TWO.replica(Setup.Replica.READ_FROM),
                    Fault.of(
                            8,
                            faults -> faults.readReplica().stopFollowing(),
                            faults -> faults.readReplica().follow())),
            Row.of(
                    "read-replica-late",
                    "the replica that two nodes read from gets everything half a second later",
                    "at once again after 8 s",
                    TWO.replica(Setup.Replica.READ_FROM),
                    Fault.of(
                            8,
                            faults -> faults.readReplica().lag(Duration.ofMillis(500)),
                            faults -> faults.readReplica().follow())),
            Row.of(
                    "read-replica-frozen",
                    "the replica that two nodes read from is frozen (SIGSTOP)",
                    "woken after 8 s",
                    TWO.replica(Setup.Replica.READ_FROM),
                    Fault.of(
                            8,
                            faults -> faults.readReplica().freeze(),
                            faults -> faults.readReplica().thaw())),
            Row.of(
                    "lenient-node-of-two-cut-off-from-sql",
                    "nothing passes between one of two nodes and PostgreSQL, and the tenant lets a node that is cut off"
                            + " answer from memory for 5 s",
                    "passes again after 8 s",
                    TWO.with(Setup.Beside.LENIENT_TENANT),
                    Fault.of(8, faults -> faults.swallowSql(1), Faults::passSql)),
            Row.of(
                    "lenient-nodes-cut-off-from-sql",
                    "nothing passes between two nodes and PostgreSQL, and the tenant lets a node that is cut off answer"
                            + " from memory for 5 s",
                    "passes again after 8 s",
                    TWO.with(Setup.Beside.LENIENT_TENANT),
                    Fault.of(8, Faults::swallowSql, Faults::passSql)),
            Row.of(
                    "thousand-verifiers",
                    "1,000 verifiers lose their streams, and are to introspect what they are asked about all the time",
                    "all of them come back at once after 5 s",
                    ONE,
                    Fault.of(5, Faults::loseCrowd, Faults::crowdComesBack).after(faults -> faults.gatherCrowd(1_000))),
            Row.of(
                    "redis-killed",
                    "Redis is killed with -9",
                    "started again, empty, after 5 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            5,
                            faults -> faults.redis().kill(),
                            faults -> faults.redis().start())),
            Row.of(
                    "redis-frozen",
                    "Redis is frozen (SIGSTOP)",
                    "woken after 8 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            8,
                            faults -> faults.redis().freeze(),
                            faults -> faults.redis().thaw())),
            Row.of(
                    "redis-full",
                    "Redis has no memory left, and evicts",
                    "has enough again after 8 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            8,
                            faults -> faults.redis().fill(),
                            faults -> faults.redis().makeRoom())),
            Row.of(
                    "redis-slow",
                    "every answer of Redis takes 200 ms longer",
                    "fast again after 8 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            8,
                            faults -> faults.redis().slow(Duration.ofMillis(200)),
                            faults -> faults.redis().pass())),
            Row.of(
                    "redis-flushed",
                    "Redis is flushed ten times a second",
                    "left alone after 2 s",
                    TWO_AND_REDIS,
                    Fault.passing(faults -> faults.redis().flush())),
            Row.of(
                    "redis-flooded",
                    "somebody calls on the channel by which nodes wake each other, as often as Redis takes it",
                    "silent after 8 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            8,
                            faults -> faults.redis().letStrangersCall(),
                            faults -> faults.redis().silenceStrangers())),
            Row.of(
                    "redis-restarted",
                    "Redis is killed with -9, and at once there is another, empty one",
                    "by itself",
                    TWO_AND_REDIS,
                    Fault.passing(faults -> {
                        faults.redis().kill();
                        faults.redis().start();
                    })),
            Row.of(
                    "node-of-two-cut-off-from-redis",
                    "nothing passes between one of two nodes and Redis, and neither is told",
                    "passes again after 8 s",
                    TWO_AND_REDIS,
                    Fault.of(
                            8,
                            faults -> faults.redis().swallow(1),
                            faults -> faults.redis().pass())));

    private Matrix() {}

    private static Row clockOff(String far, Duration by) {
        return Row.of(
                "node-clock-" + far,
                "the clock of one of two nodes goes %1$s fast, then %1$s slow".formatted(far.replace('-', ' ')),
                "right again after 8 s",
                TWO.movable(Setup.Clock.LAST_NODE),
                Fault.of(
                        4,
                        faults -> {
                            faults.moveClock(by);
                            Await.pass(Duration.ofSeconds(4));
                            faults.moveClock(by.negated());
                        },
                        faults -> faults.moveClock(Duration.ZERO)));
    }

    /// The row that is called so.
    static Optional<Row> row(String title) {
        return ROWS.stream().filter(row -> row.title().equals(title)).findFirst();
    }

    /// Those that are run with the tests.
    static List<Row> shortForm() {
        return ROWS.stream().filter(Row::inShortForm).toList();
    }
}
