package ripcord.verifier.feed;

/** Sets of entries for the tests of other packages. */
public final class Entries {
    private Entries() {}

    /** An empty set. */
    public static EntrySet none() {
        return new EntrySet(1000, 1);
    }

    /** An empty set that tells so many targets apart. */
    public static EntrySet roomFor(int targets) {
        return new EntrySet(targets, 1);
    }

    /** Adds an entry that does not end; tells whether it was news. */
    public static boolean add(EntrySet entries, Effect effect, TargetType type, String value, long seq) {
        Target target = Target.of(type, "default", value);
        return entries.add(new Entry(seq, "default", type, target, effect, 0), Integer.MAX_VALUE);
    }
}
