package ripcord.verifier.feed;

/** What a stream says, event by event, in order. Each may throw a {@link FeedException}, and then the stream is cut. */
interface FeedEvents {
    void hello(Hello hello);

    /** The next entries are those of a snapshot, or such as follow what is held. */
    void entriesBegin(boolean snapshot);

    void entry(Entry entry);

    /** The event was complete, and well formed. */
    void entriesEnd(long seq);

    void heartbeat(Heartbeat heartbeat);

    void keys(KeyNews news);

    void confirm(ConfirmAsked asked);

    void bye(long retryMillis);
}
