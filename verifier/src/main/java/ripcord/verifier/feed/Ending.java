package ripcord.verifier.feed;

/**
 * Why a stream ended.
 *
 * @param why for the log
 * @param retryMillis the server's wish, or 0
 * @param snapshotNext whether what it said can't be trusted to be gone on with
 */
record Ending(String why, long retryMillis, boolean snapshotNext) {
    static Ending of(String why) {
        return new Ending(why, 0, false);
    }
}
