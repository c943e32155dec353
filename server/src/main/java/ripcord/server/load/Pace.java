package ripcord.server.load;

/// How requests follow each other.
public sealed interface Pace {
    /// Each connection asks again as soon as it has been answered. So a server that stalls is asked less meanwhile, and
    /// what the others would have waited is not seen.
    record AsAnswered() implements Pace {}

    /// As [AsAnswered], but each of a few threads serves many connections in turn: waking a thread of its own for every
    /// answer can cost as much as the answer. Tells how much a server can do; times include the wait for the turn.
    ///
    /// @param threads at least 1
    record InTurn(int threads) implements Pace {
        /// @throws IllegalArgumentException if there is no thread
        public InTurn {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
            }
        }
    }

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
