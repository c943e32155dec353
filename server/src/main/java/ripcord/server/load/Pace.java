package ripcord.server.load;

/// How requests follow each other.
public sealed interface Pace {
    /// Each connection asks again as soon as it has been answered. So a server that stalls is asked less meanwhile, and
    /// what the others would have waited is not seen.
    record AsAnswered() implements Pace {}

    /// So many begin in a second, however long answers take, on whichever connection is free.
    ///
    /// @param rate at least 1
    record PerSecond(int rate) implements Pace {
        /// @throws IllegalArgumentException if the rate is not positive
        public PerSecond {
            if (rate < 1) {
                throw new IllegalArgumentException("rate: " + rate + " (expected: at least 1)");
            }
        }
    }
}
