package ripcord.verifier;

import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;
import ripcord.verifier.Verification.Valid;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.remote.Introspected;

/** Accepts a token if the server, asked on this very call, says that it may. */
final class AskEachTime implements FreshnessRule {
    private final Question question;
    private final Freshness.Source source;

    /** What the server is asked. */
    @FunctionalInterface
    interface Question {
        /** Waits for the answer, but not for long. */
        Introspected ask(JudgedToken token, String compact);
    }

    AskEachTime(Question question, Freshness.Source source) {
        this.question = question;
        this.source = source;
    }

    /** There is no copy that could be too old. */
    @Override
    public long boundNanos(Evidence evidence) {
        return Long.MAX_VALUE;
    }

    @Override
    public Freshness.Source source() {
        return source;
    }

    @Override
    public Verification decide(JudgedToken token, String compact, Freshness freshness) {
        Introspected said = question.ask(token, compact);
        var asked = new Freshness(said.ageNanos(), Long.MAX_VALUE, source);
        return switch (said.verdict()) {
            case ACTIVE -> new Valid(new VerifiedToken(token, asked));
            case INACTIVE ->
                new Rejected(
                        Reason.REVOKED,
                        "the server says that the token is void; session "
                                + token.claims().sessionId(),
                        asked);
            case UNAVAILABLE ->
                new Rejected(
                        Reason.STALE,
                        "the server, which is asked on each call, did not say whether the token is good: "
                                + said.detail(),
                        freshness);
        };
    }

    /** Nothing would void a copy, so none may be used again. */
    @Override
    public long copiesMayBeNanos(Freshness freshness) {
        return 0;
    }
}
