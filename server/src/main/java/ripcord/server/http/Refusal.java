package ripcord.server.http;

import java.time.Duration;
import java.util.List;

/// That a request was not done, and what the client is told about it. How it is written is up to the route.
///
/// @param retrySeconds when to ask again, where that can help
record Refusal(Code code, List<Fault> faults, long retrySeconds) {
    /// Copies the list.
    Refusal {
        faults = List.copyOf(faults);
    }

    /// One that may be repeated after a second, if at all: every rate is at least one in a second.
    Refusal(Code code, List<Fault> faults) {
        this(code, faults, 1);
    }

    /// Too many at a time; in whole seconds, as the header has it, and never early.
    static Refusal tooMany(Duration retryAfter) {
        return new Refusal(
                Code.TOO_MANY_REQUESTS,
                List.of(),
                retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
    }

    static Refusal of(Code code) {
        return new Refusal(code, List.of());
    }

    /// A request that cannot be read, because of one field.
    static Refusal malformed(String field, String expected) {
        return new Refusal(Code.MALFORMED, List.of(new Fault(field, expected)));
    }

    /// A request that can be read, with one value that is not acceptable.
    static Refusal invalid(String field, String expected) {
        return new Refusal(Code.INVALID, List.of(new Fault(field, expected)));
    }

    /// The tenant has as many as it may have.
    ///
    /// @param limit by its name in the tenant
    static Refusal quota(String limit) {
        return quota(limit, "fewer than there are, or a higher limit");
    }

    /// As [#quota(String)], and what would help.
    static Refusal quota(String limit, String expected) {
        return new Refusal(Code.QUOTA_EXCEEDED, List.of(new Fault("limits." + limit, expected)));
    }

    RefusedException toException() {
        return new RefusedException(this);
    }
}
