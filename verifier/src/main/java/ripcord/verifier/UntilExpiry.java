package ripcord.verifier;

import ripcord.verifier.feed.Evidence;

/** Accepts a token until it expires, whatever was taken back: somebody asked for that by a long word. */
final class UntilExpiry implements FreshnessRule {
    @Override
    public long boundNanos(Evidence evidence) {
        return Long.MAX_VALUE;
    }

    @Override
    public Freshness.Source source() {
        return Freshness.Source.NONE;
    }

    @Override
    public Verification decide(JudgedToken token, String compact, Freshness freshness) {
        return new Verification.Valid(new VerifiedToken(token, freshness));
    }

    /** Nothing would void a copy, so none may be used again. */
    @Override
    public long copiesMayBeNanos(Freshness freshness) {
        return 0;
    }
}
