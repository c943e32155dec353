package ripcord.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.token.TokenFixture.ISSUER;
import static ripcord.server.token.TokenFixture.TENANT;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.AccessTokenPolicy;
import ripcord.server.policy.Policy.AuthorizationMode;
import ripcord.server.policy.Policy.SessionLimit;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.StoredSession;
import ripcord.server.subject.SubjectChange;
import ripcord.server.tenant.TenantId;
import ripcord.server.token.AccessCheck.Good;
import ripcord.server.token.AccessCheck.Refused;
import ripcord.server.token.AccessCheck.Why;

class AccessTokensTest {
    private static final AccessTokenPolicy DEFAULT = Policy.DEFAULT.accessToken();

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private TokenFixture tokens;

    @BeforeEach
    void open() {
        tokens = TokenFixture.open(folder, clock);
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @ParameterizedTest
    @EnumSource(SigningAlgorithm.class)
    void anotherImplementationReadsAndVerifiesIt(SigningAlgorithm algorithm) throws Exception {
        tokens.policy(algorithm(algorithm));
        var stored = tokens.store.signIn("alice");

        var jwt = SignedJWT.parse(tokens.accessToken(stored));

        var kid = jwt.getHeader().getKeyID();
        var jwk = JWKSet.parse(tokens.keys.jwks(TENANT).json()).getKeyByKeyId(kid);
        boolean verified = switch (algorithm) {
            case ES256 -> jwt.verify(new ECDSAVerifier(jwk.toECKey()));
            case RS256, PS256 -> jwt.verify(new RSASSAVerifier(jwk.toRSAKey()));
            // Its own Ed25519 needs a library that we do not have; the key is read by it, the signature is not.
            case EDDSA ->
                jwk.toOctetKeyPair().getDecodedX().length == 32
                        && tokens.checks.check(TENANT, jwt.getParsedString()) instanceof Good;
        };
        assertThat(verified).isTrue();
        assertThat(jwt.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.parse(algorithm.wireName()));
    }

    @Test
    void itSaysWhoIsSignedInHowAndSinceWhen() throws Exception {
        var stored = tokens.store.signIn("alice");

        var claims = SignedJWT.parse(tokens.accessToken(stored)).getJWTClaimsSet();

        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getAudience()).containsExactly(ISSUER);
        assertThat(claims.getIssueTime()).isEqualTo(clock.instant());
        assertThat(claims.getClaim("client_id")).isEqualTo("default");
        assertThat(claims.getClaim("sid")).isEqualTo(stored.session().id().text());
        assertThat(claims.getClaim("rev")).isEqualTo(tokens.store.log.position());
        assertThat(claims.getClaim("auth_time")).isEqualTo(clock.instant().getEpochSecond());
        assertThat(claims.getClaim("amr")).isEqualTo(List.of("pwd"));
        assertThat(claims.getClaim("authz_ref")).isEqualTo(stored.authzRef());
        assertThat(claims.getJWTID()).hasSize(22);
        assertThat(claims.getClaims()).doesNotContainKeys("acr", "roles", "entitlements", "email", "name");
    }

    @Test
    void aDefaultTokenHasFewerThan700Bytes() {
        assertThat(tokens.accessToken(tokens.store.signIn("0f8fad5b-d9cb-469f-a165-70867728950e")))
                .hasSizeLessThan(700);
    }

    @Test
    void everyTokenHasAnIdOfItsOwn() throws Exception {
        var stored = tokens.store.signIn("alice");

        assertThat(SignedJWT.parse(tokens.accessToken(stored)).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(SignedJWT.parse(tokens.accessToken(stored))
                        .getJWTClaimsSet()
                        .getJWTID());
    }

    @Test
    void jitterOnlyShortensAndByNoMoreThanThePolicySays() {
        var stored = tokens.store.signIn("alice");
        for (int i = 0; i < 200; i++) {
            var minted = (Minting.Minted) tokens.accessTokens.mint(stored, 0);
            assertThat(minted.token().expiresIn()).isBetween(Duration.ofSeconds(810), Duration.ofMinutes(15));
        }
    }

    @Test
    void itNeverOutlivesItsSession() {
        reopen(new Constant(0));
        var stored = tokens.store.signIn("alice");
        clock.set(stored.session().expiresAt().minusSeconds(90));

        assertThat(life(stored)).isEqualTo(Duration.ofSeconds(90));
        clock.advance(Duration.ofSeconds(89).plusMillis(500));
        assertThat(life(stored)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofMinutes(5));
        assertThat(life(stored)).isZero();
    }

    @Test
    void itNeverOutlivesTheIdleTime() {
        reopen(new Constant(0));
        tokens.policy(
                new SessionPolicy(Duration.ofMinutes(5), Duration.ofDays(1), SessionLimit.NONE, Duration.ofDays(1)),
                DEFAULT);

        assertThat(life(tokens.store.signIn("alice"))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void rolesAreInsideOnlyIfThePolicySaysSo() throws Exception {
        var stored = tokens.store.signIn("alice");
        var change = new SubjectChange(false, List.of("editor"), List.of("premium"), Map.of());
        tokens.store.subjects.put(TENANT, "alice", change, TestStore.ACTOR);
        tokens.policy(authorization(AuthorizationMode.EMBED, 1024));

        var claims =
                SignedJWT.parse(tokens.accessToken(stored)).getJWTClaimsSet().getClaims();

        assertThat(claims).containsEntry("roles", List.of("editor")).containsEntry("entitlements", List.of("premium"));
        assertThat(claims).doesNotContainKey("authz_ref");
        tokens.policy(authorization(AuthorizationMode.NONE, 1024));
        assertThat(SignedJWT.parse(tokens.accessToken(stored)).getJWTClaimsSet().getClaims())
                .doesNotContainKeys("roles", "entitlements", "authz_ref");
    }

    @Test
    void aTokenThatWouldBeTooLargeIsNotMade() {
        var stored = tokens.store.signIn("alice".repeat(50));
        tokens.policy(authorization(AuthorizationMode.REFERENCE, 512));

        assertThat(tokens.accessTokens.mint(stored, 0)).isInstanceOfSatisfying(Minting.TooLarge.class, refused -> {
            assertThat(refused.maximum()).isEqualTo(512);
            assertThat(refused.bytes()).isGreaterThan(512);
        });
    }

    @Test
    void aTokenDoesNotPrintItself() {
        var minted = (Minting.Minted) tokens.accessTokens.mint(tokens.store.signIn("alice"), 0);

        assertThat(minted.toString()).doesNotContain(minted.token().reveal());
    }

    @Test
    void itIsGoodUntilItsEndAndTheLeewayAreOver() {
        var stored = tokens.store.signIn("alice");
        var minted = ((Minting.Minted) tokens.accessTokens.mint(stored, tokens.store.log.position())).token();

        clock.advance(minted.expiresIn().plusSeconds(30).minusMillis(1));
        assertThat(tokens.checks.check(TENANT, minted.reveal())).isInstanceOf(Good.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.checks.check(TENANT, minted.reveal())).isEqualTo(new Refused(Why.EXPIRED));
    }

    @Test
    void itsSessionsEndVoidsItAlsoWhenItWasGoodAMomentAgo() {
        var stored = tokens.store.signIn("alice");
        var token = tokens.accessToken(stored);
        assertThat(tokens.checks.check(TENANT, token)).isInstanceOf(Good.class);

        tokens.store.sessions.end(TENANT, stored.session().id(), Cause.bySystem(EndReason.ADMIN));

        assertThat(tokens.checks.check(TENANT, token)).isEqualTo(new Refused(Why.REVOKED));
    }

    @Test
    void inTheSameSecondTheOldTokenIsVoidAndTheNewOneGood() {
        var before = tokens.accessToken(tokens.store.signIn("alice"));
        tokens.store.sessions.endSubject(TENANT, "alice", null, Cause.bySystem(EndReason.SUBJECT));
        var after = tokens.accessToken(tokens.store.signIn("alice"));

        assertThat(tokens.checks.check(TENANT, before)).isEqualTo(new Refused(Why.REVOKED));
        assertThat(tokens.checks.check(TENANT, after)).isInstanceOf(Good.class);
    }

    @Test
    void noTokenIsMintedFromWhatWasReadBeforeTheEnd() {
        var stored = tokens.store.signIn("alice");
        long rev = tokens.store.log.position();
        tokens.store.sessions.end(TENANT, stored.session().id(), Cause.bySystem(EndReason.ADMIN));

        assertThat(tokens.accessTokens.mint(stored, rev)).isEqualTo(new Minting.TakenBack());
    }

    @Test
    void noTokenIsMintedFromWhatWasReadBeforeAnEndThatIsForgottenByNow() {
        var stored = tokens.store.signIn("alice");
        long rev = tokens.store.log.position();
        tokens.store.sessions.end(TENANT, stored.session().id(), Cause.bySystem(EndReason.ADMIN));
        clock.advance(RevocationLog.ENTRY_LIFE);
        tokens.store.log.sweep();

        assertThat(tokens.accessTokens.mint(stored, rev)).isEqualTo(new Minting.TakenBack());
    }

    @Test
    void itsOwnEntryVoidsItAloneWhateverItsPosition() {
        var stored = tokens.store.signIn("alice");
        var one = ((Minting.Minted) tokens.accessTokens.mint(stored, (1L << 53) >> 3)).token();
        var other = tokens.accessToken(stored);
        tokens.store.database.write(
                tx -> tokens.store.log.append(tx, TENANT, Effect.REVOKE, TargetType.TOKEN, one.jti()));

        assertThat(tokens.checks.check(TENANT, one.reveal())).isEqualTo(new Refused(Why.REVOKED));
        assertThat(tokens.checks.check(TENANT, other)).isInstanceOf(Good.class);
    }

    @Test
    void aCompromisedKeysTokensAreRefusedAtOnceAlsoRememberedOnes() {
        var token = tokens.accessToken(tokens.store.signIn("alice"));
        assertThat(tokens.checks.check(TENANT, token)).isInstanceOf(Good.class);

        tokens.keys.compromise(TENANT, tokens.keys.signer(TENANT).kid());

        assertThat(tokens.checks.check(TENANT, token)).isEqualTo(new Refused(Why.UNKNOWN_KEY));
        assertThat(tokens.checks.check(TENANT, tokens.accessToken(tokens.store.signIn("alice"))))
                .isInstanceOf(Good.class);
    }

    @Test
    void whatNobodyAsksAboutAnyMoreTakesNoMemory() {
        var shown = tokens.accessToken(tokens.store.signIn("alice"));
        tokens.checks.check(TENANT, shown);
        tokens.checks.check(TENANT, tokens.accessToken(tokens.store.signIn("bob")));
        clock.advance(Duration.ofMinutes(10));
        assertThat(tokens.checks.check(TENANT, shown)).isInstanceOf(Good.class);
        assertThat(tokens.checks.remembered()).isEqualTo(2);

        clock.advance(Duration.ofMinutes(6));

        assertThat(tokens.checks.remembered()).isOne();
        assertThat(tokens.checks.check(TENANT, shown)).isEqualTo(new Refused(Why.EXPIRED));
    }

    @Test
    void anotherTenantDoesNotKnowTheKey() {
        var token = tokens.accessToken(tokens.store.signIn("alice"));
        var other = new TenantId("other");
        tokens.store.tenants.create(other, "", _ -> {});
        assertThat(tokens.checks.check(TENANT, token)).isInstanceOf(Good.class);

        assertThat(tokens.checks.check(other, token)).isEqualTo(new Refused(Why.UNKNOWN_KEY));
    }

    @Test
    void noByteOfItCanBeChanged() {
        var token = tokens.accessToken(tokens.store.signIn("alice"));
        assertThat(tokens.checks.check(TENANT, token)).isInstanceOf(Good.class);
        var random = new Random(7);
        for (int i = 0; i < token.length(); i++) {
            var changed = new StringBuilder(token);
            char other = "ABCabc012-_.".charAt(random.nextInt(12));
            changed.setCharAt(i, token.charAt(i) == other ? '~' : other);
            assertThat(tokens.checks.check(TENANT, changed.toString())).isInstanceOf(Refused.class);
        }
    }

    private Duration life(StoredSession stored) {
        return ((Minting.Minted) tokens.accessTokens.mint(stored, 0)).token().expiresIn();
    }

    private void reopen(RandomGenerator jitter) {
        tokens.close();
        tokens = new TokenFixture(folder, clock, jitter);
    }

    private static AccessTokenPolicy algorithm(SigningAlgorithm algorithm) {
        return new AccessTokenPolicy(
                algorithm,
                DEFAULT.lifetime(),
                DEFAULT.jitter(),
                DEFAULT.maxBytes(),
                DEFAULT.defaultAudience(),
                DEFAULT.authorization(),
                DEFAULT.claims());
    }

    private static AccessTokenPolicy authorization(AuthorizationMode mode, int maxBytes) {
        return new AccessTokenPolicy(
                DEFAULT.alg(),
                DEFAULT.lifetime(),
                DEFAULT.jitter(),
                maxBytes,
                DEFAULT.defaultAudience(),
                mode,
                List.of());
    }

    /// Always the same.
    private record Constant(long value) implements RandomGenerator {
        @Override
        public long nextLong() {
            return value;
        }
    }
}
