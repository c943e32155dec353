package ripcord.verifier;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;
import ripcord.verifier.Verification.Valid;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.remote.Introspected;

/** What is said of a token that nothing else speaks against, while the copy of the log is fresh and while it is not. */
final class StaleRule implements FreshnessRule {
    private static final String NEVER =
            "never any evidence of this tenant (is the server reached, and has the API key the right feed there?)";

    private final long maxStalenessNanos;
    private final WhenStale whenStale;
    private final Introspection introspection;

    StaleRule(Duration maxStaleness, WhenStale whenStale, Introspection introspection) {
        this.maxStalenessNanos = maxStaleness.toNanos();
        this.whenStale = whenStale;
        this.introspection = introspection;
    }

    /** The bound in force: the verifier's own or the policy's, whichever is smaller. */
    @Override
    public long boundNanos(Evidence evidence) {
        long policy = TimeUnit.MILLISECONDS.toNanos(evidence.maxStalenessMillis());
        return Math.min(maxStalenessNanos, policy);
    }

    @Override
    public Freshness.Source source() {
        return Freshness.Source.LOG;
    }

    @Override
    public Verification decide(JudgedToken token, String compact, Freshness freshness) {
        if (freshness.isWithinBound()) {
            return valid(token, freshness);
        }
        return switch (whenStale.mode()) {
            case REJECT -> stale(freshness, "");
            case ACCEPT -> isAcceptable(freshness) ? valid(token, freshness) : stale(freshness, "");
            case INTROSPECT -> ask(token, compact, freshness);
        };
    }

    /** Never having heard of the log is no evidence, so it is never acceptable. */
    private boolean isAcceptable(Freshness freshness) {
        return freshness
                .staleness()
                .filter(staleness -> staleness.compareTo(whenStale.acceptFor()) <= 0)
                .isPresent();
    }

    private Verification ask(JudgedToken token, String compact, Freshness freshness) {
        long bound = freshness.bound().toNanos();
        Introspected said = introspection.ask(token.issuer(), compact, bound);
        return switch (said.verdict()) {
            case ACTIVE -> valid(token, new Freshness(said.ageNanos(), bound, Freshness.Source.INTROSPECTION));
            case INACTIVE ->
                new Rejected(
                        Reason.REVOKED,
                        "the server says that the token is not active; session "
                                + token.claims().sessionId(),
                        new Freshness(said.ageNanos(), bound, Freshness.Source.INTROSPECTION));
            case UNAVAILABLE ->
                stale(freshness, ", and the server did not say whether the token is active: " + said.detail());
        };
    }

    /** How old a copy of something that the log can void may be: any age while the log is fresh. */
    @Override
    public long copiesMayBeNanos(Freshness freshness) {
        if (freshness.isWithinBound()) {
            return Long.MAX_VALUE;
        }
        long bound = freshness.bound().toNanos();
        return Math.max(bound, whenStale.acceptFor().toNanos());
    }

    private static Valid valid(JudgedToken token, Freshness freshness) {
        return new Valid(new VerifiedToken(token, freshness));
    }

    private Rejected stale(Freshness freshness, String more) {
        String age = freshness.staleness().map(Duration::toString).orElse(NEVER);
        return new Rejected(
                Reason.STALE,
                "copy of the log: " + age + ", expected at most " + freshness.bound() + " (" + whenStale + ")" + more,
                freshness);
    }
}
