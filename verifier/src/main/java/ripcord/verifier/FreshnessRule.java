package ripcord.verifier;

import ripcord.verifier.feed.Evidence;

/** What is said of a token that nothing held in memory speaks against. Thread-safe. */
interface FreshnessRule {
    /** How old the copy of the log may be. */
    long boundNanos(Evidence evidence);

    /** Where the evidence is from that is held before anybody is asked. */
    Freshness.Source source();

    Verification decide(JudgedToken token, String compact, Freshness freshness);

    /** How old a copy of something that the log can void may be. */
    long copiesMayBeNanos(Freshness freshness);
}
