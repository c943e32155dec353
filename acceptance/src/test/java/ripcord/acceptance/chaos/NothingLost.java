package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.history.Presentation;
import ripcord.acceptance.history.RefreshHistory;

/// Check 2: no acknowledged session or refresh is lost, no good user is signed out, no refresh chain forks.
final class NothingLost {
    private static final Duration RECOVERY = Duration.ofDays(1);

    /// An access token is good for so long at least: the default policy's 15 min, of which jitter takes a tenth.
    private static final Duration ACCESS_TOKEN_LIVES = Duration.ofSeconds(810);

    private static final Set<Operation> WRITES = EnumSet.of(Operation.SIGN_IN, Operation.REFRESH, Operation.END);

    private NothingLost() {}

    static List<String> faults(History history, List<Held> sessions) {
        List<String> faults = new ArrayList<>();
        history.of(one -> one.outcome() == Outcome.REFUSED)
                .filter(one -> !mayBeRefused(history, one))
                .forEach(one -> faults.add("a good session was refused: " + one));
        history.of(one -> one.outcome() == Outcome.WRONG)
                .forEach(one -> faults.add("an answer that nobody may give: " + one));
        for (Held held : sessions) {
            if (touched(history, held)) {
                continue;
            }
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
        return (over && one.operation() != Operation.END)
                || (accessToken && (mayHaveExpired(one) || history.mayBeVoid(one)))
                || lost(history, one.session());
    }

    private static boolean mayHaveExpired(Asked one) {
        return one.done() - one.since() > ACCESS_TOKEN_LIVES.toNanos();
    }

    /// Whether the sign-in may be lost.
    private static boolean lost(History history, int session) {
        return history.of(one -> one.session() == session && one.operation() == Operation.SIGN_IN)
                .anyMatch(one -> history.mayBeLost(one.done()));
    }

    /// Whether something that its device was told may be lost: then a chain may go on from further back.
    private static boolean touched(History history, Held held) {
        return lost(history, held.number())
                || held.presentations().stream().anyMatch(one -> history.mayBeLost(one.answered()));
    }

    /// How many acknowledged answers were given in a time of which acknowledged writes may be lost.
    static long counted(History history) {
        return history.of(one -> one.outcome() == Outcome.ACCEPTED && history.mayBeLost(one.done()))
                .filter(one -> WRITES.contains(one.operation()))
                .count();
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
