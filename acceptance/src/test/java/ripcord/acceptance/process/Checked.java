package ripcord.acceptance.process;

import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What a service's verifier said about one access token, or about its own freshness.
///
/// @param reason    empty when accepted
/// @param detail    empty when accepted
/// @param begun     by [System#nanoTime], in the service, just before the verifier was asked
/// @param done      by the same clock, just after it answered
/// @param staleness claimed by the verifier, in nanoseconds; empty if it does not say, or has no evidence
public record Checked(boolean accepted, String reason, String detail, long begun, long done, OptionalLong staleness) {

    static Checked of(JsonNode json) {
        long staleness = json.path("staleness_nanos").asLong(-1);
        return new Checked(
                json.path("accepted").asBoolean(false),
                json.path("reason").asString(""),
                json.path("detail").asString(""),
                json.path("begun").asLong(),
                json.path("done").asLong(),
                staleness < 0 ? OptionalLong.empty() : OptionalLong.of(staleness));
    }

    public boolean isRefused(String expected) {
        return !accepted && reason.equals(expected);
    }
}
