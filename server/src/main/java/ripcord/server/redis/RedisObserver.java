package ripcord.server.redis;

/// Told how Redis does. Called by those who use it, while they do: be quick, and throw nothing.
public interface RedisObserver {
    /// Who does not care.
    RedisObserver NOBODY = (_, _, _) -> {};

    /// Something was asked.
    ///
    /// @param use of [Use#name()]
    void asked(String use, Outcome outcome, long nanos);

    /// What became of it.
    enum Outcome {
        /// An answer, within the budget.
        ANSWERED,
        /// None within the budget.
        SLOW,
        /// An error.
        FAILED,
        /// Not asked: there is no connection, or too much went wrong just before.
        SKIPPED;

        /// As a label holds it.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
