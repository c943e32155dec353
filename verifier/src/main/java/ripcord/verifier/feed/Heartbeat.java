package ripcord.verifier.feed;

/**
 * Everything up to {@code seq} was sent before this.
 *
 * @param readMicros the server's monotonic clock when the read that established {@code seq} began, rounded down
 * @param atMillis the server's wall clock
 */
record Heartbeat(long seq, long readMicros, long atMillis) {}
