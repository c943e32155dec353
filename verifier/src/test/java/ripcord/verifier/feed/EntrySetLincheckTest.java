package ripcord.verifier.feed;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do at the same time looks as if they had done it one after another: also while a table is replaced
 * because it is full, or because entries have ended.
 */
@Param(name = "target", gen = IntGen.class, conf = "1:4")
@Param(name = "seq", gen = IntGen.class, conf = "1:4")
public class EntrySetLincheckTest {
    /** So many that tables have some groups, and three operations in a row make one of them full. */
    private static final int ALREADY = 28;
    /** One by which targets differ in their table, their group and their tag, and two of the four share a table. */
    private static final long SEED = 0x9E37_79B9_7F4A_7C15L;

    private final EntrySet entries = new EntrySet(1_000, SEED, 2);

    public EntrySetLincheckTest() {
        for (int i = 0; i < ALREADY; i++) {
            entries.add(entry(100 + i, 1, Effect.REVOKE), 1);
        }
    }

    @Operation
    public boolean revoke(int target, int seq) {
        return entries.add(entry(target, seq, Effect.REVOKE), 9);
    }

    @Operation
    public boolean invalidate(int target, int seq) {
        return entries.add(entry(target, seq, Effect.INVALIDATE), 9);
    }

    @Operation
    public boolean revokedAfter(int target, int seq) {
        return entries.revokedAfter(target(target), seq);
    }

    @Operation
    public boolean anyAfter(int target, int seq) {
        return entries.anyAfter(target(target), seq);
    }

    @Operation
    public boolean barred(int target) {
        return entries.barred(target(target));
    }

    @Operation
    public int dropEnded() {
        entries.dropEnded(5);
        return entries.size();
    }

    private static Target target(int number) {
        return new Target(0, number);
    }

    private static Entry entry(int target, long seq, Effect effect) {
        return new Entry(seq, "default", TargetType.SESSION, target(target), effect, 0);
    }

    @Test
    void underStress() {
        new StressOptions()
                .iterations(15)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(EntrySetLincheckTest.class);
    }

    @Test
    void inEveryOrderThatCanBeTried() {
        new ModelCheckingOptions()
                .iterations(15)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .check(EntrySetLincheckTest.class);
    }
}
