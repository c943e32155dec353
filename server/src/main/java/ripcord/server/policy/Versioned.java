package ripcord.server.policy;

import java.time.Duration;
import java.time.Instant;

/// A policy, and which one it is.
///
/// @param version  1 for the tenant's first, then one more each time
/// @param actor    who stated it
/// @param position the log's position at which it was certainly the tenant's
/// @param trace    what earlier versions still do
public record Versioned(long version, Policy policy, Instant changedAt, String actor, long position, Trace trace) {
    /// What earlier versions still do.
    ///
    /// @param copiesUntil until when somebody may keep a JWKS that was handed out under one
    /// @param memoryFor   the longest that a server which does not know of this version may answer from memory
    /// @param memoryUntil until when there may be such a server
    public record Trace(Instant copiesUntil, Duration memoryFor, Instant memoryUntil) {
        static final Trace NONE = new Trace(Instant.EPOCH, Duration.ZERO, Instant.EPOCH);

        static Trace ofCopies(Instant until) {
            return new Trace(until, Duration.ZERO, Instant.EPOCH);
        }

        /// Of versions that nobody looked at, the last of them replaced at `end`.
        static Trace unknown(Instant end) {
            var longest = Policy.OutagePolicy.LONGEST;
            return new Trace(
                    end.plus(Policy.LONGEST_JWKS_MAX_AGE),
                    longest,
                    end.plus(longest).plus(SLACK));
        }
    }

    /// More than two clocks of servers may differ by.
    private static final Duration SLACK = Duration.ofMinutes(10);

    /// Until when somebody may keep a JWKS that was handed out under an earlier version.
    public Instant copiesUntil() {
        return trace.copiesUntil;
    }

    Versioned with(Trace earlier) {
        return new Versioned(version, policy, changedAt, actor, position, earlier);
    }

    /// For how long a server that is cut off may answer from memory, whether or not it knows of this version.
    public Duration longestFromMemory(Instant now) {
        var own = policy.outage().answerFromMemoryFor();
        return now.isBefore(trace.memoryUntil) && trace.memoryFor.compareTo(own) > 0 ? trace.memoryFor : own;
    }

    /// What is left of this version, and those before it, once it was replaced at `end`.
    Trace traceAfter(Instant end) {
        var copies = end.plus(policy.keys().jwksMaxAge());
        var memory = policy.outage().answerFromMemoryFor();
        var until = memory.isZero() ? Instant.EPOCH : end.plus(memory).plus(SLACK);
        return new Trace(
                later(copies, trace.copiesUntil),
                memory.compareTo(trace.memoryFor) > 0 ? memory : trace.memoryFor,
                later(until, trace.memoryUntil));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
