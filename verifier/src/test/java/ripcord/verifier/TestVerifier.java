package ripcord.verifier;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.HeldLog;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.jose.SignatureAlgorithm;
import ripcord.verifier.remote.Introspected;
import ripcord.verifier.remote.Introspected.Verdict;

/** A verifier whose log, keys, clocks and server are in the test's hands; all that judges tokens is the real thing. */
final class TestVerifier {
    final MovableClocks clocks;
    final HeldLog log;
    final Map<String, TrustedIssuer> issuers = new HashMap<>();
    Set<SignatureAlgorithm> algorithms = Set.of(SignatureAlgorithm.values());
    Duration maxStaleness = Duration.ofSeconds(2);
    Duration leeway = Duration.ofSeconds(30);
    WhenStale whenStale = WhenStale.reject();
    Introspection introspection = (issuer, token, bound) -> said(Verdict.UNAVAILABLE);
    Authorizations authorizations = (token, reference) -> Optional.empty();
    TokenCache cache = new TokenCache(1000, 1 << 24, 7);

    TestVerifier(Instant now) {
        clocks = new MovableClocks(now);
        log = new HeldLog(clocks);
        log.beat();
    }

    static Introspected said(Verdict verdict) {
        return new Introspected(verdict, 0, "");
    }

    /** Trusts an issuer and returns its keys, to be replaced. */
    HeldKeys trust(String issuer, Optional<String> audience, KeySet keys) {
        var held = new HeldKeys(keys);
        issuers.put(issuer, new TrustedIssuer(IssuerName.parse(issuer), audience, held));
        return held;
    }

    Verifier build() {
        var rule = new StaleRule(maxStaleness, whenStale, introspection);
        var judge = new Judge(new Held(), clocks, new TimeRules(leeway), rule);
        var watches = new Watches(log.entries(), Runnable::run);
        var background = new Background(clocks, List.copyOf(issuers.values()), watches, authorizations, List.of());
        return new Verifier(new TokenReader(issuers, algorithms), cache, judge, background, new Tally());
    }

    private final class Held implements RevocationLog {
        @Override
        public Evidence evidence() {
            return log.evidence();
        }

        @Override
        public EntrySet entries() {
            return log.entries();
        }

        @Override
        public boolean tellsOf(String tenant, Evidence evidence) {
            return true;
        }
    }
}
