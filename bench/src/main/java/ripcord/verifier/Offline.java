package ripcord.verifier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.StillLog;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.jose.SignatureAlgorithm;

/// A verifier that needs no server: all that judges tokens is the real thing, on the clocks of the machine; the keys
/// are handed over, and the log stands still within a bound of an hour.
public final class Offline {
    private static final Duration BOUND = Duration.ofHours(1);
    private static final long BYTES_PER_TOKEN = 8 * 1024;
    private static final long SEED = 0x5eed_5eed_5eed_5eedL;

    private Offline() {}

    /// A verifier of one issuer's tokens.
    ///
    /// @param issuer also what tokens are for
    public static Verifier verifier(String issuer, KeySet keys, int cachedTokens, StillLog log) {
        var trusted = new TrustedIssuer(IssuerName.parse(issuer), Optional.of(issuer), new Held(keys));
        var rule = new StaleRule(BOUND, WhenStale.reject(), (who, token, bound) -> {
            throw new IllegalStateException("nobody is asked");
        });
        var judge = new Judge(new Still(log), Clocks.SYSTEM, new TimeRules(Duration.ofSeconds(30)), rule);
        var watches = new Watches(log.entries(), Runnable::run);
        Authorizations none = (token, reference) -> Optional.empty();
        return new Verifier(
                new TokenReader(Map.of(issuer, trusted), Set.of(SignatureAlgorithm.values())),
                new TokenCache(cachedTokens, cachedTokens * BYTES_PER_TOKEN, SEED),
                judge,
                new Background(Clocks.SYSTEM, List.of(trusted), watches, none, List.of()),
                new Tally());
    }

    private record Held(KeySet current) implements IssuerKeys {
        @Override
        public KeySet refetchFor(String keyId) {
            return current;
        }
    }

    private record Still(StillLog log) implements RevocationLog {
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
