package ripcord.acceptance.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ripcord.acceptance.history.Presentation.Outcome;

/// What a session's refresh chain may do, one presentation after the other.
///
/// When exactly a presentation took effect is not known, only an interval. So a step can have several outcomes, and
/// all of them are allowed.
final class RefreshModel {
    /// The server's clock counts whole milliseconds.
    private static final long TICK = Duration.ofMillis(2).toNanos();

    /// A moment that lies somewhere in `[from, to]`.
    record Moment(long from, long to) {}

    /// @param newest        the newest generation
    /// @param exchanged     the one last exchanged; -1 for none
    /// @param rotated       when that was; meaningless before
    /// @param by            who exchanged it
    /// @param newestWasUsed whether the newest was presented since
    record State(int newest, int exchanged, Moment rotated, String by, boolean newestWasUsed, boolean ended) {
        static State begun(int newest) {
            return new State(newest, -1, new Moment(0, 0), "", false, false);
        }

        private State rotatedTo(int generation, int presented, Moment at, String party) {
            return new State(generation, presented, at, party, false, false);
        }

        private State used() {
            return new State(newest, exchanged, rotated, by, true, false);
        }

        private State over() {
            return new State(newest, exchanged, rotated, by, newestWasUsed, true);
        }
    }

    record Step(State next, Outcome outcome) {}

    private final long grace;
    private final long recovery;

    /// @param grace    as in the policy
    /// @param recovery as in the policy
    RefreshModel(Duration grace, Duration recovery) {
        this.grace = grace.toNanos();
        this.recovery = recovery.toNanos();
    }

    /// Everything that may happen when `party` presents `generation` at a moment in `at`.
    List<Step> steps(State state, int generation, String party, Moment at) {
        if (state.ended()) {
            return List.of(new Step(state, new Outcome.SignedOut()));
        }
        if (generation == state.newest()) {
            return ofNewest(state, party, at);
        }
        if (generation == state.exchanged()) {
            return ofExchanged(state, party, at);
        }
        return List.of(reused(state));
    }

    private List<Step> ofNewest(State state, String party, Moment at) {
        List<Step> steps = new ArrayList<>();
        if (state.exchanged() >= 0 && canBeWithin(grace, state, at)) {
            steps.add(granted(state.used()));
        }
        if (state.exchanged() < 0 || canBePast(grace, state, at)) {
            steps.add(granted(state.rotatedTo(state.newest() + 1, state.newest(), at, party)));
        }
        return steps;
    }

    private List<Step> ofExchanged(State state, String party, Moment at) {
        List<Step> steps = new ArrayList<>();
        if (canBeWithin(grace, state, at)) {
            steps.add(granted(state));
        }
        if (canBePast(grace, state, at)) {
            boolean mayRecover = !state.newestWasUsed() && party.equals(state.by());
            if (mayRecover && canBeWithin(recovery, state, at)) {
                steps.add(granted(state.rotatedTo(state.newest() + 1, state.exchanged(), at, party)));
            }
            if (!mayRecover || canBePast(recovery, state, at)) {
                steps.add(reused(state));
            }
        }
        return steps;
    }

    private static Step granted(State next) {
        return new Step(next, new Outcome.Granted(next.newest()));
    }

    private static Step reused(State state) {
        return new Step(state.over(), new Outcome.SignedOut());
    }

    private static boolean canBeWithin(long window, State state, Moment at) {
        return at.from() - state.rotated().to() < window + TICK;
    }

    private static boolean canBePast(long window, State state, Moment at) {
        return at.to() - state.rotated().from() > window - TICK;
    }
}
