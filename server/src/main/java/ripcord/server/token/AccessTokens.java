package ripcord.server.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import ripcord.server.json.JsonText;
import ripcord.server.key.SigningKey;
import ripcord.server.key.SigningKeys;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.AccessTokenPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.revocation.LiveEntries;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Session;
import ripcord.server.session.StoredSession;
import ripcord.server.subject.Subjects;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.json.JsonMapper;

/// Makes access tokens: JWTs by RFC 9068, with the log's position in them. Thread-safe.
public final class AccessTokens {
    /// No access token lives longer, whatever a policy says: entries of the log live longer than this.
    public static final Duration LONGEST = Duration.ofMinutes(60);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int JTI_BYTES = 16;
    /// Half of what verifiers let pass.
    private static final Duration REV_AHEAD = Duration.ofMinutes(5);
    /// As long as any; only the length matters.
    private static final Stamp LONGEST_STAMP =
            new Stamp("jti-of-22-characters--", 4_000_000_000L, LONGEST.toSeconds(), (1L << 53) - 1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SigningKeys keys;
    private final Policies policies;
    private final Subjects subjects;
    private final Issuers issuers;
    private final LiveEntries entries;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<SigningAlgorithm, Integer> signatures = new ConcurrentHashMap<>();

    /// What access tokens are made of.
    public record Parts(SigningKeys keys, Policies policies, Subjects subjects, Issuers issuers, LiveEntries entries) {}

    /// @param random must be unpredictable: a guessed `jti` could be revoked
    /// @param clock  the node's
    public AccessTokens(Parts parts, RandomGenerator random, InstantSource clock) {
        this.keys = parts.keys;
        this.policies = parts.policies;
        this.subjects = parts.subjects;
        this.issuers = parts.issuers;
        this.entries = parts.entries;
        this.random = random;
        this.clock = clock;
    }

    /// A token for the session.
    ///
    /// @param rev the log's position that was read with the session, or before it; never a newer one
    public Minting mint(StoredSession stored, long rev) {
        var policy = policies.of(stored.session().tenant()).policy();
        var now = clock.instant();
        // In this order: an entry that is not there yet will outlive the token, however long the signing takes. One
        // that was there might not, if the session was read long ago.
        if (isTakenBack(stored.session(), rev)) {
            return new Minting.TakenBack();
        }
        var life = life(policy, stored.session(), now);
        var jti = jti();
        var stamp = new Stamp(jti, now.getEpochSecond(), life.toSeconds(), Math.min(rev, furthest(now)));
        var payload = claims(stored, policy, stamp);
        var compact = sign(keys.signer(stored.session().tenant()), payload);
        int maximum = policy.accessToken().maxBytes();
        return compact.length() <= maximum
                ? new Minting.Minted(new AccessToken(compact, jti, life))
                : new Minting.TooLarge(compact.length(), maximum);
    }

    /// What verifiers take for invented is further ahead of their clocks. The log is that far only where a clock was
    /// set back, and a lower position is safe.
    private static long furthest(Instant now) {
        return TimeUnit.MILLISECONDS.toMicros(now.plus(REV_AHEAD).toEpochMilli());
    }

    /// Whether a token for the session would be too large, for who has to know before anything is done for one. What
    /// is stated about the subject in between may still make it so.
    public Optional<Minting.TooLarge> tooLarge(StoredSession stored) {
        var policy = policies.of(stored.session().tenant()).policy();
        var key = keys.signer(stored.session().tenant());
        int payload = claims(stored, policy, LONGEST_STAMP).getBytes(UTF_8).length;
        int signature = signatures.computeIfAbsent(key.algorithm(), _ -> key.sign(new byte[0]).length);
        int bytes = header(key).length() + 1 + encoded(payload) + 1 + encoded(signature);
        int maximum = policy.accessToken().maxBytes();
        return bytes <= maximum ? Optional.empty() : Optional.of(new Minting.TooLarge(bytes, maximum));
    }

    /// The length of so many bytes as base64url without padding.
    private static int encoded(int bytes) {
        return (4 * bytes + 2) / 3;
    }

    private boolean isTakenBack(Session session, long rev) {
        var tenant = session.tenant();
        // The position was read a moment ago: mostly nothing has come since.
        if (!entries.anyAfter(rev)) {
            return entries.hasForgottenSince(rev);
        }
        return isRevoked(TargetType.SESSION, tenant, session.id().text(), rev)
                || isRevoked(TargetType.SUBJECT, tenant, session.subject(), rev)
                || isRevoked(TargetType.CLIENT, tenant, session.clientId(), rev)
                || isRevoked(TargetType.TENANT, tenant, "", rev)
                || entries.hasForgottenSince(rev);
    }

    private boolean isRevoked(TargetType type, TenantId tenant, String value, long rev) {
        return entries.revokedAfter(Target.of(type, tenant, value), rev);
    }

    /// What differs from token to token of a session.
    ///
    /// @param issued in seconds since the epoch
    /// @param life   in seconds
    private record Stamp(String jti, long issued, long life, long rev) {}

    /// Shorter by chance, so that tokens which began together do not end together; never past the session's end.
    private Duration life(Policy policy, Session session, Instant now) {
        var token = policy.accessToken();
        var longest = token.lifetime().compareTo(LONGEST) < 0 ? token.lifetime() : LONGEST;
        double kept = 1 - token.jitter() * random.nextDouble();
        long seconds = (long) (longest.toSeconds() * kept);
        long issued = now.getEpochSecond();
        long left = session.expiresAt().getEpochSecond() - issued;
        long idle = now.plus(policy.session().idle()).getEpochSecond() - issued;
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, Math.min(left, idle))));
    }

    private String jti() {
        var bytes = new byte[JTI_BYTES];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    private String claims(StoredSession stored, Policy policy, Stamp stamp) {
        var session = stored.session();
        var issuer = issuers.of(session.tenant());
        var claims = new JsonText(512)
                .put("iss", issuer)
                .put("sub", session.subject())
                .put("aud", audience(policy.accessToken(), session, issuer))
                .put("exp", stamp.issued + stamp.life)
                .put("iat", stamp.issued)
                .put("jti", stamp.jti)
                .put("client_id", session.clientId())
                .put("sid", session.id().text())
                .put("rev", stamp.rev)
                .put("auth_time", session.authTime().getEpochSecond())
                .put("amr", session.amr());
        var acr = session.acr();
        if (acr != null) {
            claims.put("acr", acr);
        }
        authorization(claims, stored, policy.accessToken());
        attributes(claims, stored, policy.accessToken());
        return claims.end();
    }

    private static String audience(AccessTokenPolicy policy, Session session, String issuer) {
        var stated = session.audience();
        return stated != null ? stated : policy.defaultAudience().replace(AccessTokenPolicy.ISSUER, issuer);
    }

    /// RFC 9068 section 2.2.3.1 names the claims of `embed`.
    private void authorization(JsonText claims, StoredSession stored, AccessTokenPolicy policy) {
        switch (policy.authorization()) {
            case REFERENCE -> claims.put("authz_ref", stored.authzRef());
            case EMBED -> embed(claims, stored.session().tenant(), stored.authzRef());
            case NONE -> {}
        }
    }

    /// Those attributes of the subject that the policy lists, under their own names.
    private void attributes(JsonText claims, StoredSession stored, AccessTokenPolicy policy) {
        if (policy.claims().isEmpty()) {
            return;
        }
        subjects.authorization(stored.session().tenant(), stored.authzRef()).ifPresent(known -> {
            for (var name : policy.claims()) {
                if (known.attributes().containsKey(name)) {
                    claims.putJson(
                            name, JSON.writeValueAsString(known.attributes().get(name)));
                }
            }
        });
    }

    private void embed(JsonText claims, TenantId tenant, String reference) {
        subjects.authorization(tenant, reference).ifPresent(known -> {
            claims.put("roles", known.roles());
            claims.put("entitlements", known.entitlements());
        });
    }

    private static String sign(SigningKey key, String payload) {
        var input = header(key) + '.' + BASE64.encodeToString(payload.getBytes(UTF_8));
        return input + '.' + BASE64.encodeToString(key.sign(input.getBytes(US_ASCII)));
    }

    private static String header(SigningKey key) {
        var header = new JsonText(80)
                .put("alg", key.algorithm().wireName())
                .put("kid", key.kid())
                .put("typ", "at+jwt")
                .end();
        return BASE64.encodeToString(header.getBytes(US_ASCII));
    }
}
