package ripcord.server.refresh;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.RefreshPolicy;
import ripcord.server.session.Presenter;
import ripcord.server.session.RefreshState;

/// What a presented generation means. The whole table is [#decide]; it reads no clock and no store.
sealed interface RotationDecision {
    /// How far a store that failed over may have fallen back.
    int MOST_LOST = 100;

    /// The row moves to `next`, and its newest generation is answered.
    record Move(RefreshState next, Refresh.How how) implements RotationDecision {}

    /// The row stays; its newest generation is answered.
    record Repeat() implements RotationDecision {}

    /// It is from before a renewal.
    record Superseded() implements RotationDecision {}

    /// Two parties hold it.
    record Reused() implements RotationDecision {}

    /// What is presented.
    ///
    /// @param generation authentic: the server did issue it
    /// @param presenter  who presents it
    /// @param at         when, by the database's clock
    record Presented(int generation, Presenter presenter, Instant at) {}

    /// Decides, from the row as the deciding transaction sees it.
    static RotationDecision decide(RefreshState state, Presented presented, RefreshPolicy policy) {
        int g = presented.generation;
        // The last one there can be has no successor.
        if (g == Integer.MAX_VALUE) {
            return new Reused();
        }
        if (g < state.renewed()) {
            return new Superseded();
        }
        boolean inGrace = isWithin(state.rotatedAt(), presented.at, policy.grace());
        if (g == state.newest()) {
            return inGrace ? stay(state) : rotate(state, presented, Refresh.How.ROTATED);
        }
        if (g > state.newest()) {
            return g - state.newest() <= MOST_LOST ? rotate(state, presented, Refresh.How.CAUGHT_UP) : new Reused();
        }
        if (!Integer.valueOf(g).equals(state.exchanged())) {
            return new Reused();
        }
        if (inGrace) {
            return new Repeat();
        }
        return mayHaveLostTheAnswer(state, presented, policy) ? recover(state, presented) : new Reused();
    }

    /// A late tab: it gets what the current one would, and the row notes that this generation was not lost.
    private static RotationDecision stay(RefreshState state) {
        if (state.newestPresented()) {
            return new Repeat();
        }
        var seen = new RefreshState(
                state.newest(), state.renewed(), state.exchanged(), state.rotatedAt(), true, state.rotatedBy());
        return new Move(seen, Refresh.How.REPEATED);
    }

    private static RotationDecision rotate(RefreshState state, Presented presented, Refresh.How how) {
        int g = presented.generation;
        return new Move(new RefreshState(g + 1, state.renewed(), g, presented.at, false, presented.presenter), how);
    }

    /// The generation that nobody has seen is void; its successor takes its place, under the same spent one.
    private static RotationDecision recover(RefreshState state, Presented presented) {
        var next = new RefreshState(
                state.newest() + 1, state.renewed(), presented.generation, presented.at, false, presented.presenter);
        return new Move(next, Refresh.How.RECOVERED);
    }

    private static boolean mayHaveLostTheAnswer(RefreshState state, Presented presented, RefreshPolicy policy) {
        return state.newest() < Integer.MAX_VALUE
                && !state.newestPresented()
                && isWithin(state.rotatedAt(), presented.at, policy.recovery())
                && state.rotatedBy().userAgent().equals(presented.presenter.userAgent());
    }

    /// The last instant is already too late. On a clock that went back no time has passed, which is not within none.
    private static boolean isWithin(@Nullable Instant since, Instant now, Duration span) {
        return since != null && span.isPositive() && now.isBefore(since.plus(span));
    }
}
