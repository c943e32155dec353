package ripcord.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;

/// Where one verifier stands, for operators.
///
/// @param subscription its id
/// @param lostAt       when its stream ended; null while it lives
/// @param report       null until the verifier has reported
public record VerifierStatus(
        String subscription,
        Declaration declared,
        Instant openedAt,
        @Nullable Instant lostAt,
        @Nullable Report report) {

    static VerifierStatus of(Subscription subscription) {
        var loss = subscription.loss();
        return new VerifierStatus(
                subscription.id(),
                subscription.declared(),
                subscription.openedAt(),
                loss == null ? null : loss.at(),
                subscription.report());
    }

    /// How old the verifier's knowledge is, in milliseconds: as it reported last, or, since its stream ended, as long
    /// as that is ago. Null if it has not reported yet.
    public @Nullable Double stalenessMs(Instant now) {
        if (lostAt != null) {
            return (double) Math.max(0, Duration.between(lostAt, now).toMillis());
        }
        return report == null ? null : (Double) report.stalenessMs();
    }

    /// One of `items` in the answer of `/admin/v1/verifiers`.
    public String json(Instant now) {
        var json = new JsonText().put("subscription", subscription).put("name", declared.name());
        var tenant = declared.scope().only();
        if (tenant != null) {
            json.put("tenant", tenant.value());
        }
        put(json, "version", version());
        json.put("connected", lostAt == null).put("opened_at", openedAt.toString());
        if (lostAt != null) {
            json.put("lost_at", lostAt.toString());
        }
        json.put("max_staleness_ms", declared.maxStaleness().toMillis())
                .put("when_stale", declared.whenStale().wireName());
        if (declared.acceptFor() != null) {
            json.put("accept_for_ms", declared.acceptFor().toMillis());
        }
        var staleness = stalenessMs(now);
        if (staleness != null) {
            json.putJson("staleness_ms", staleness.toString());
        }
        if (report != null) {
            put(json, report);
        }
        return json.end();
    }

    private @Nullable String version() {
        return report != null && report.version() != null ? report.version() : declared.version();
    }

    private static void put(JsonText json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void put(JsonText json, Report report) {
        var rejected = new JsonText();
        report.ordered().forEach((reason, count) -> rejected.put(reason, count));
        json.put("reported_at", report.at().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("seq", report.seq())
                .put("verified", report.verified())
                .putJson("rejected", rejected.end());
    }
}
