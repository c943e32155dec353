package ripcord.verifier.feed;

/**
 * Up to where a log is held: every entry with a number up to {@code seq}.
 *
 * @param log the store's
 */
record Position(String log, long seq) {
    /** As {@code Last-Event-ID} has it. */
    String eventId() {
        return log + ":" + seq;
    }
}
