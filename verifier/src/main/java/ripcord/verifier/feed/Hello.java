package ripcord.verifier.feed;

/**
 * The first event of a stream.
 *
 * @param subscription how the server names this stream in confirmations
 * @param log of the store; another one means that what is held has to be completed from a snapshot
 * @param monoMicros the server's monotonic clock when the request had arrived, rounded up
 * @param heartbeatMillis at least so often the server says something
 * @param maxStalenessMillis what the server's policy demands
 * @param atMillis the server's wall clock
 * @param denylist whether only single tokens and keys are told of
 */
record Hello(
        String subscription,
        String log,
        long monoMicros,
        long heartbeatMillis,
        long maxStalenessMillis,
        long atMillis,
        boolean denylist) {}
