package ripcord.verifier.feed;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What threads that look entries up may see while others add them, make tables grow, or drop what has ended. Two
/// threads each, so that a machine with two processors tries all of it.
public final class EntryRaces {
    private static final Target TARGET = new Target(1, 1);

    private EntryRaces() {}

    /// A set whose tables are as good as full, so that the next entries make them grow.
    private static EntrySet set() {
        var set = new EntrySet(1_000, 1, 2);
        for (int i = 0; i < 6; i++) {
            set.add(entry(new Target(1, 100 + i), 5), 1);
        }
        return set;
    }

    private static Entry entry(Target target, long seq) {
        return new Entry(seq, "default", TargetType.SESSION, target, Effect.REVOKE, Long.MAX_VALUE);
    }

    private static int found(EntrySet set, Target target) {
        return set.barred(target) ? 1 : 0;
    }

    /// Whoever hears that an entry is in use finds it.
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not told yet, or found")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "told, and not found")
    public static class Told {
        private final EntrySet set = set();
        private volatile int told;

        /// Adds, then tells.
        @Actor
        public void add() {
            set.add(entry(TARGET, 7), 9);
            told = 1;
        }

        /// Hears, then looks.
        @Actor
        public void look(II_Result r) {
            r.r1 = told;
            r.r2 = found(set, TARGET);
        }
    }

    /// An entry that was there is found throughout, whatever is added or dropped meanwhile.
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "found each time")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost for a moment, or for good")
    public static class Kept {
        private final EntrySet set = set();

        /// Adds what is found throughout.
        public Kept() {
            set.add(entry(TARGET, 7), 9);
        }

        /// Makes a table grow, then another one without what has ended.
        @Actor
        public void change() {
            set.add(entry(new Target(1, 2), 8), 9);
            set.dropEnded(5);
            set.add(entry(new Target(1, 3), 8), 9);
        }

        /// Looks.
        @Actor
        public void look(II_Result r) {
            r.r1 = found(set, TARGET);
        }

        /// Looks when all is done.
        @Arbiter
        public void lookAgain(II_Result r) {
            r.r2 = found(set, TARGET) & found(set, new Target(1, 2)) & found(set, new Target(1, 3));
        }
    }

    /// What was not found is not remembered for a version with which it is to be found.
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "found, or the version says to look again")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "not found, and the version says that it stays so")
    public static class Version {
        private final EntrySet set = set();
        private long version;

        /// Adds.
        @Actor
        public void add() {
            set.add(entry(TARGET, 7), 9);
        }

        /// Looks, as whoever remembers what was found.
        @Actor
        public void look(II_Result r) {
            version = set.version();
            r.r1 = found(set, TARGET);
        }

        /// Whether what was found is still held for true.
        @Arbiter
        public void remember(II_Result r) {
            r.r2 = set.version() == version ? 1 : 0;
        }
    }

    /// A number that was seen is not seen smaller later.
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in the order of the log")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "an older number after a newer one")
    public static class Newest {
        private final EntrySet set = set();

        /// Adds an entry, a newer one of the same target, and one that makes the table grow.
        @Actor
        public void add() {
            set.add(entry(TARGET, 7), 9);
            set.add(entry(TARGET, 8), 9);
            set.add(entry(new Target(1, 2), 8), 9);
        }

        /// Looks twice.
        @Actor
        public void look(II_Result r) {
            r.r1 = set.revokedAfter(TARGET, 7) ? 1 : 0;
            r.r2 = set.revokedAfter(TARGET, 7) ? 1 : 0;
        }
    }
}
