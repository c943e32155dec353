package ripcord.verifier;

import java.util.Optional;
import java.util.function.LongSupplier;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.TargetType;

/**
 * Decides about a token that the issuer signed, by what changes with time: its times, the log, and how fresh the log is.
 * Asked on every call, also for tokens that were seen before.
 */
final class Judge {
    private final RevocationLog log;
    private final Clocks clocks;
    private final TimeRules times;
    private final FreshnessRule rule;

    Judge(RevocationLog log, Clocks clocks, TimeRules times, FreshnessRule rule) {
        this.log = log;
        this.clocks = clocks;
        this.times = times;
        this.rule = rule;
    }

    /**
     * The order is what makes the staleness sound: the stamp, then the entries, then the time. Any other would call
     * entries fresher than they are.
     */
    Verification judge(JudgedToken token, String compact) {
        Evidence evidence = log.evidence();
        Optional<TargetType> revoked = token.revokedIn(log.entries());
        long mono = clocks.monoNanos();
        long wall = clocks.wallMillis();
        Freshness freshness = freshness(token.tenant(), evidence, mono, wall);
        Optional<Refusal> wrong = times.check(token, ServerTime.corrected(evidence, mono, wall));
        if (wrong.isPresent()) {
            return wrong.get().knowing(freshness);
        }
        if (!token.isMeant()) {
            return wrongAudience(token).knowing(freshness);
        }
        if (revoked.isPresent()) {
            return revoked(token, revoked.get()).knowing(freshness);
        }
        Optional<Refusal> unfit = ServerTime.refuseIfUnfit(evidence);
        return unfit.isPresent() ? unfit.get().knowing(freshness) : rule.decide(token, compact, freshness);
    }

    /** How fresh the log is now. */
    Freshness freshness() {
        return freshness(log.evidence(), clocks.monoNanos(), clocks.wallMillis());
    }

    /** How old a copy of something that the log can void may be; to be asked after looking at the log's entries. */
    LongSupplier copiesMayBeNanos(String tenant) {
        Evidence evidence = log.evidence();
        return () -> rule.copiesMayBeNanos(freshness(tenant, evidence, clocks.monoNanos(), clocks.wallMillis()));
    }

    /** Whether what is held of that tenant's log is within its bound. */
    boolean isFreshFor(String tenant) {
        return freshness(tenant, log.evidence(), clocks.monoNanos(), clocks.wallMillis())
                .isWithinBound();
    }

    private Freshness freshness(String tenant, Evidence evidence, long mono, long wall) {
        return log.tellsOf(tenant, evidence)
                ? freshness(evidence, mono, wall)
                : new Freshness(Long.MAX_VALUE, rule.boundNanos(evidence), rule.source());
    }

    private Freshness freshness(Evidence evidence, long mono, long wall) {
        return new Freshness(evidence.stalenessNanos(mono, wall), rule.boundNanos(evidence), rule.source());
    }

    private static Refusal wrongAudience(JudgedToken token) {
        String said = Quoted.text(String.join(" ", token.claims().audience()));
        String expected = Quoted.text(token.issuer().audience().orElse(""));
        return new Refusal(Reason.WRONG_AUDIENCE, "token says " + said + ", expected " + expected);
    }

    private static Refusal revoked(JudgedToken token, TargetType what) {
        String expected = switch (what) {
            case TOKEN -> "the token itself was revoked";
            case SIGNING_KEY -> "the key that signed it was declared compromised";
            default -> "a newer entry revokes its " + what.wireName();
        };
        return new Refusal(
                Reason.REVOKED,
                "token says rev " + token.claims().rev() + ", but " + expected + "; session "
                        + token.claims().sessionId());
    }
}
