package ripcord.acceptance.chaos;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ripcord.acceptance.chaos.Asked.Outcome;

/// What was acknowledged, and is gone with the store that had it: by what everybody was told about it at last.
///
/// @param writes  acknowledged in the time of which they may be lost
/// @param signIns of them, whose sessions nobody knows any more
/// @param ends    of them, whose sessions are accepted again
record Losses(long writes, long signIns, long ends) {
    static Losses of(History history) {
        return new Losses(
                NothingLost.counted(history),
                acknowledged(history, Operation.SIGN_IN)
                        .filter(session -> history.endAsked(session).isEmpty())
                        .filter(session -> isLast(history, session, Outcome.REFUSED))
                        .count(),
                acknowledged(history, Operation.END)
                        .filter(session -> history.endAcknowledged(session).isEmpty())
                        .filter(session -> isLast(history, session, Outcome.ACCEPTED))
                        .count());
    }

    /// The sessions.
    private static Stream<Integer> acknowledged(History history, Operation operation) {
        return history.of(one -> one.operation() == operation && one.outcome() == Outcome.ACCEPTED)
                .filter(one -> history.mayBeLost(one.done()))
                .map(Asked::session)
                .distinct();
    }

    private static boolean isLast(History history, int session, Outcome outcome) {
        List<Asked> checks = history.of(one -> one.session() == session && one.operation() == Operation.CHECK)
                .toList();
        Optional<Asked> last = checks.stream().max(Comparator.comparingLong(Asked::begun));
        return last.map(Asked::outcome).filter(outcome::equals).isPresent();
    }

    /// For the table; empty if nothing can have been lost.
    String text() {
        return writes == 0
                ? ""
                : "; of %d writes acknowledged then, lost: %d sign-ins, %d ends".formatted(writes, signIns, ends);
    }
}
