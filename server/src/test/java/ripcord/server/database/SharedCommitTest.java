package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.HeldWriter;
import ripcord.server.MovableClock;

/// What units of work that share a commit owe each other: nothing.
@OnEveryStore
class SharedCommitTest {
    private static final String KEEP = "insert into kept (n) values (?)";
    private static final String SWAP = "update swapped set times = times + 1 where n = ? and times = ?";

    @TempDir
    Path folder;

    private Database database;
    private final Set<Integer> applied = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void open() {
        database = StoreUnderTest.open(folder, new MovableClock());
        database.write(tx -> tx.sql().update("create table kept (n integer primary key check (n < 1000000))"));
        database.write(tx -> tx.sql()
                .update("create table swapped (n integer primary key, times integer not null" + " check (times < 2))"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /// What a unit of work may be like.
    private enum Kind {
        KEEPS,
        KEEPS_LATER,
        KEEPS_LATER_AND_READS,
        READS,
        DOES_NOTHING,
        FAILS_AT_ONCE,
        FAILS_AFTER_READING,
        FAILS_AFTER_KEEPING,
        FAILS_BEFORE_KEEPING_LATER,
        IS_REFUSED_LATER,
        BINDS_WHAT_CANNOT_BE,
        IS_REFUSED,
        IS_REFUSED_AFTER_KEEPING,
        SWAPS,
        SWAPS_WHAT_HAS_MOVED;

        boolean keeps() {
            return switch (this) {
                case KEEPS, KEEPS_LATER, KEEPS_LATER_AND_READS, SWAPS_WHAT_HAS_MOVED -> true;
                case READS,
                        DOES_NOTHING,
                        FAILS_AT_ONCE,
                        FAILS_AFTER_READING,
                        FAILS_AFTER_KEEPING,
                        FAILS_BEFORE_KEEPING_LATER,
                        IS_REFUSED_LATER,
                        BINDS_WHAT_CANNOT_BE,
                        IS_REFUSED,
                        IS_REFUSED_AFTER_KEEPING,
                        SWAPS -> false;
            };
        }

        boolean fails() {
            return switch (this) {
                case FAILS_AT_ONCE,
                        FAILS_AFTER_READING,
                        FAILS_AFTER_KEEPING,
                        FAILS_BEFORE_KEEPING_LATER,
                        IS_REFUSED_LATER,
                        BINDS_WHAT_CANNOT_BE,
                        IS_REFUSED,
                        IS_REFUSED_AFTER_KEEPING -> true;
                case KEEPS, KEEPS_LATER, KEEPS_LATER_AND_READS, READS, DOES_NOTHING, SWAPS, SWAPS_WHAT_HAS_MOVED ->
                    false;
            };
        }
    }

    private int does(Transaction tx, Kind kind, int n) {
        tx.afterCommit(() -> applied.add(n));
        return switch (kind) {
            case KEEPS, SWAPS_WHAT_HAS_MOVED -> tx.sql().update(KEEP, n);
            case KEEPS_LATER -> later(tx, n);
            case KEEPS_LATER_AND_READS ->
                later(tx, n)
                        + (int) tx.sql()
                                .one("select n from kept where n = ?", row -> row.number(1), n)
                                .orElseThrow()
                                .longValue();
            case READS -> (int) tx.sql().number("select count(*) from kept");
            case DOES_NOTHING -> 0;
            case SWAPS -> throw new AssertionError("its shortcut was enough");
            case FAILS_AT_ONCE -> throw new IllegalArgumentException("wanted");
            case FAILS_AFTER_READING -> fail(tx.sql().number("select count(*) from kept"));
            case FAILS_AFTER_KEEPING -> fail(tx.sql().update(KEEP, n));
            case FAILS_BEFORE_KEEPING_LATER -> fail(later(tx, n));
            case IS_REFUSED_LATER -> later(tx, 1_000_000);
            case BINDS_WHAT_CANNOT_BE -> tx.sql().update(KEEP, new Object());
            case IS_REFUSED -> tx.sql().update(KEEP, 1_000_000);
            case IS_REFUSED_AFTER_KEEPING -> tx.sql().update(KEEP, n) + tx.sql().update(KEEP, 1_000_000);
        };
    }

    private static int later(Transaction tx, int n) {
        tx.sql().also(KEEP, n);
        return n;
    }

    private static int fail(long ignored) {
        throw new IllegalArgumentException("wanted " + ignored);
    }

    private Optional<Swap<Integer>> swap(int n, int times) {
        return Optional.of(new Swap<>(SWAP, List.of(n, times), tx -> {
            tx.afterCommit(() -> applied.add(n));
            return 1;
        }));
    }

    private int run(Kind kind, int n) {
        Function<Transaction, Integer> work = tx -> does(tx, kind, n);
        return switch (kind) {
            case SWAPS -> database.write(_ -> swap(n, 0), work);
            case SWAPS_WHAT_HAS_MOVED -> database.write(_ -> swap(n, 7), work);
            default -> database.write(work);
        };
    }

    private void prepare(int rows) {
        database.write(tx -> {
            for (int n = 0; n < rows; n++) {
                tx.sql().update("insert into swapped (n, times) values (?, 0)", n);
            }
            return rows;
        });
    }

    private List<Integer> list(String sql) {
        return database.query(read -> read.list(sql, row -> row.integer(1)));
    }

    @Test
    void eachIsKeptAsAWholeOrNotAtAllInAnyOrder() throws Exception {
        prepare(600);
        var random = new Random(20);
        var kept = new TreeSet<Integer>();
        var swapped = new TreeSet<Integer>();
        var succeeded = new HashSet<Integer>();
        for (int round = 0; round < 12; round++) {
            var answers = new ArrayList<Future<Integer>>();
            var kinds = new ArrayList<Kind>();
            try (var writer = new HeldWriter(database)) {
                for (int i = 0; i < 50; i++) {
                    int n = round * 50 + i;
                    var kind = Kind.values()[random.nextInt(Kind.values().length)];
                    kinds.add(kind);
                    answers.add(writer.queue(() -> run(kind, n)));
                }
                writer.release();
                for (int i = 0; i < 50; i++) {
                    assertThat(isSuccess(answers.get(i)))
                            .as("round %d, %s", round, kinds.get(i))
                            .isEqualTo(!kinds.get(i).fails());
                    int n = round * 50 + i;
                    if (kinds.get(i).keeps()) {
                        kept.add(n);
                    }
                    if (kinds.get(i) == Kind.SWAPS) {
                        swapped.add(n);
                    }
                    if (!kinds.get(i).fails()) {
                        succeeded.add(n);
                    }
                }
            }
        }

        assertThat(list("select n from kept order by n")).containsExactlyElementsOf(kept);
        assertThat(list("select n from swapped where times = 1 order by n")).containsExactlyElementsOf(swapped);
        assertThat(applied).isEqualTo(succeeded);
    }

    private static boolean isSuccess(Future<Integer> answer) throws InterruptedException {
        try {
            int _ = answer.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
            return false;
        }
    }

    @Test
    void ofManyWhoSawTheSameOneSwapsIt() throws Exception {
        prepare(1);
        var answers = new ArrayList<Future<Integer>>();
        try (var writer = new HeldWriter(database)) {
            for (int i = 0; i < 32; i++) {
                answers.add(writer.queue(() -> database.write(_ -> swap(0, 0), _ -> 0)));
            }
            writer.release();
            int swapped = 0;
            for (var answer : answers) {
                swapped += answer.get();
            }
            assertThat(swapped).isOne();
        }
    }

    @Test
    void aShortcutThatTheStoreRefusesTakesNoOtherWithIt() throws Exception {
        prepare(3);
        database.write(tx -> tx.sql().update("update swapped set times = 1 where n = 1"));
        try (var writer = new HeldWriter(database)) {
            var before = writer.queue(() -> run(Kind.SWAPS, 0));
            var refused = writer.queue(
                    () -> database.write(_ -> swap(1, 1), tx -> tx.sql().update(SWAP, 1, 1)));
            var after = writer.queue(
                    () -> database.write(_ -> swap(2, 0), tx -> tx.sql().update(SWAP, 2, 0)));
            var other = writer.queue(() -> run(Kind.KEEPS, 7));
            writer.release();

            // Nothing was wrong with these, so each is done by itself.
            assertThatThrownBy(before::get).hasCauseInstanceOf(AssertionError.class);
            assertThat(after.get()).isOne();
            assertThat(other.get()).isOne();
            assertThatThrownBy(refused::get).hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(list("select n from swapped where times = 1 order by n")).containsExactly(1, 2);
        assertThat(list("select n from kept")).containsExactly(7);
    }

    @Test
    void whatFollowsAShortcutAndFailsTakesNoOtherWithIt() throws Exception {
        prepare(2);
        try (var writer = new HeldWriter(database)) {
            var broken = writer.queue(() -> database.write(
                    _ -> Optional.of(new Swap<Integer>(SWAP, List.of(0, 0), tx -> {
                        tx.afterCommit(() -> applied.add(0));
                        throw new IllegalArgumentException("wanted");
                    })),
                    tx -> tx.sql().update(KEEP, 0)));
            var other = writer.queue(
                    () -> database.write(_ -> swap(1, 0), tx -> tx.sql().update(SWAP, 1, 0)));
            writer.release();

            assertThat(broken.get()).isOne();
            assertThat(other.get()).isOne();
        }
        assertThat(list("select n from swapped where times = 1")).containsExactly(1);
        assertThat(list("select n from kept")).containsExactly(0);
        assertThat(applied).isEmpty();
    }
}
