package ripcord.server.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import ripcord.server.key.SigningKeys;
import ripcord.server.key.VerifyingKey;
import ripcord.server.policy.Policies;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.tenant.TenantId;
import ripcord.server.token.AccessCheck.Why;

/// Checks access tokens as a verifier does, for those who ask this server: introspection and revocation. Thread-safe.
///
/// Only what this server itself would have written is let in, to the letter of its header. Good signatures are
/// remembered, by the whole token, with what is answered about it; time, key and log are asked each time.
public final class AccessTokenChecks {
    private static final long MOST_REMEMBERED_CHARACTERS = 24 << 20;
    /// One that nobody has asked about for so long is over, or hardly used.
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

    private final KeySource keys;
    private final Policies policies;
    private final Issuers issuers;
    private final RevocationLog log;
    private final Function<AccessClaims, String> describe;
    private final InstantSource clock;
    private final Cache<Known, VerifiedToken> verified;

    private record Known(TenantId tenant, String token) {}

    /// Where public keys come from.
    @FunctionalInterface
    interface KeySource {
        Optional<VerifyingKey> find(TenantId tenant, String kid);
    }

    /// What checks need of others.
    ///
    /// @param describe what is answered about a good token
    public record Parts(
            KeySource keys,
            Policies policies,
            Issuers issuers,
            RevocationLog log,
            Function<AccessClaims, String> describe) {
        /// With the keys of `keys`.
        public Parts(
                SigningKeys keys,
                Policies policies,
                Issuers issuers,
                RevocationLog log,
                Function<AccessClaims, String> describe) {
            this(keys::find, policies, issuers, log, describe);
        }
    }

    /// @param clock the node's
    public AccessTokenChecks(Parts parts, InstantSource clock) {
        this.keys = parts.keys;
        this.policies = parts.policies;
        this.issuers = parts.issuers;
        this.log = parts.log;
        this.describe = parts.describe;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumWeight(MOST_REMEMBERED_CHARACTERS)
                .weigher((Known known, VerifiedToken good) ->
                        known.token.length() + good.description().length())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .executor(Runnable::run)
                .build();
    }

    /// How many good signatures are remembered.
    long remembered() {
        verified.cleanUp();
        return verified.estimatedSize();
    }

    /// What `token` is worth for that tenant.
    public AccessCheck check(TenantId tenant, String token) {
        long asOf = log.position();
        var known = new Known(tenant, token);
        var remembered = verified.getIfPresent(known);
        if (remembered == null || isGone(tenant, remembered.key())) {
            return checkAnew(known, asOf);
        }
        return judge(tenant, remembered, asOf);
    }

    private boolean isGone(TenantId tenant, VerifyingKey key) {
        var now = keys.find(tenant, key.kid());
        return now.isEmpty() || now.get() != key;
    }

    private AccessCheck checkAnew(Known known, long asOf) {
        verified.invalidate(known);
        var parts = CompactToken.parse(known.token);
        if (parts == null) {
            return new AccessCheck.Refused(Why.MALFORMED);
        }
        var key = keys.find(known.tenant, parts.kid());
        if (key.isEmpty()) {
            return new AccessCheck.Refused(Why.UNKNOWN_KEY);
        }
        if (!key.get().algorithm().wireName().equals(parts.algorithm()) || !parts.isSignedBy(key.get())) {
            return new AccessCheck.Refused(Why.BAD_SIGNATURE);
        }
        var claims = parts.claims();
        if (claims.isEmpty()) {
            return new AccessCheck.Refused(Why.MALFORMED);
        }
        if (!claims.get().issuer().equals(issuers.of(known.tenant))) {
            return new AccessCheck.Refused(Why.WRONG_ISSUER);
        }
        var good = VerifiedToken.of(known.tenant, claims.get(), describe.apply(claims.get()), key.get());
        verified.put(known, good);
        return judge(known.tenant, good, asOf);
    }

    private AccessCheck judge(TenantId tenant, VerifiedToken token, long asOf) {
        var leeway = policies.of(tenant).policy().clock().leeway();
        Optional<Why> fault = token.fault(clock.instant(), leeway, log.live());
        return fault.isPresent()
                ? new AccessCheck.Refused(fault.get())
                : new AccessCheck.Good(token.claims(), token.description(), asOf);
    }
}
