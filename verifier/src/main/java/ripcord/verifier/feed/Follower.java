package ripcord.verifier.feed;

import java.util.List;

/** Who is told what a stream has established, on the stream's own thread, in order. */
interface Follower {
    /** The stream has begun. */
    void greeted(Hello hello);

    /** These entries are news, and are being used already. */
    void learned(List<Entry> news);

    /** Whether all entries are to be told, and not only those that are news. */
    default boolean passesOn() {
        return false;
    }

    /** All entries of one event, in use already, for a follower that {@linkplain #passesOn passes on}. */
    default void applied(String log, List<Entry> entries, long seq) {}

    /** The snapshot, or what followed the position asked for, is applied: from now on this stream alone is enough. */
    void caughtUp();

    /** The copy is as fresh as this says. */
    void fresh(Evidence evidence);

    /** Everything up to the number asked for is used by whatever begins from now on. */
    void confirmed(ConfirmAsked asked);

    void keys(KeyNews news);

    /** The server is leaving. */
    void bye(long retryMillis);
}
