package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.history.Presentation;
import ripcord.acceptance.history.RefreshHistory;

/// Check 2: no acknowledged session or refresh is lost, no good user is signed out, no refresh chain forks.
final class NothingLost {
    private static final Duration RECOVERY = Duration.ofDays(1);

    private NothingLost() {}

    static List<String> faults(History history, List<Held> sessions) {
        List<String> faults = new ArrayList<>();
        history.of(one -> one.outcome() == Outcome.REFUSED)
                .filter(one -> !mayBeRefused(history, one))
                .forEach(one -> faults.add("a good session was refused: " + one));
        history.of(one -> one.outcome() == Outcome.WRONG)
                .forEach(one -> faults.add("an answer that nobody may give: " + one));
        for (Held held : sessions) {
            RefreshHistory.fault(presentations(history, held), held.firstGeneration(), Installation.GRACE, RECOVERY)
                    .ifPresent(fault -> faults.add("session " + held.number() + ": " + fault));
        }
        return faults;
    }

    private static boolean mayBeRefused(History history, Asked one) {
        OptionalLong ended = history.endAsked(one.session());
        boolean over = ended.isPresent() && ended.getAsLong() - one.done() < 0;
        boolean accessToken = one.operation() == Operation.VERIFY || one.operation() == Operation.INTROSPECT;
        // Ending once more what is over is acknowledged once more: who is refused that has lost a session.
        return (over && one.operation() != Operation.END) || (accessToken && history.mayBeVoid(one));
    }

    /// Without refusals for the reason that somebody ended the session: the model of a chain knows no such thing.
    private static List<Presentation> presentations(History history, Held held) {
        OptionalLong ended = history.endAsked(held.number());
        return held.presentations().stream()
                .filter(one -> !(one.outcome() instanceof Presentation.Outcome.SignedOut
                        && ended.isPresent()
                        && one.answered() - ended.getAsLong() > 0))
                .toList();
    }
}
