package ripcord.server.load;

import java.io.IOException;
import java.util.Optional;

/// What one connection asks, and what it makes of the answers. Each connection has its own, and calls it from one
/// thread.
public interface Script {
    /// Gets ready what the next request needs, by requests that are not measured.
    ///
    /// @return an answer that kept it from being ready; it counts as the next request's
    /// @throws IOException if there was no answer
    default Optional<Answer> prepare(Connection connection) throws IOException {
        return Optional.empty();
    }

    /// Whether there is nothing more to ask.
    default boolean isOver() {
        return false;
    }

    /// The next request.
    Request next();

    /// Takes the answer to what [#next()] gave last.
    default void answered(Answer answer) {}

    /// There was no answer to what [#next()] gave last, though it may have been done.
    default void unanswered() {}

    /// What is wrong with an answer that says it is a good one; empty if nothing is.
    default String wrong(Answer answer) {
        return "";
    }

    /// Whether the good answer that came last was one given before, for which the server had nothing to do.
    default boolean isRepeated() {
        return false;
    }

    /// What the server called its refusal; empty if it did not say.
    default String code(Answer refusal) {
        return "";
    }

    /// Makes them.
    @FunctionalInterface
    interface Scripts {
        /// Makes one for a connection.
        ///
        /// @param connection from 0
        Script of(int connection);
    }
}
