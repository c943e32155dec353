package ripcord.verifier.feed;

import java.util.Set;

/// Evidence as a stream gives it, made by hand.
public final class Proved {
    private Proved() {}

    /// Of a stream that began at that moment and was answered at once.
    ///
    /// @param at what time it was at the server
    public static Evidence at(long monoNanos, long wallMillis, long at) {
        var sent = new Moment(monoNanos, wallMillis);
        var hello = new Hello("subscription", "log", 0, 500, 2_000, at, false);
        return new Evidence(new Anchor(sent, hello, sent), 0, 0, 1, Set.of());
    }
}
