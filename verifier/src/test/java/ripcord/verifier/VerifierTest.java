package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;
import ripcord.verifier.Verification.Valid;
import ripcord.verifier.feed.TargetType;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.remote.Introspected.Verdict;

class VerifierTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final Signer KEY = Signer.named("key-1");
    private static final Signer OTHER_KEY = Signer.named("key-2");

    private final TestVerifier test = new TestVerifier(NOW);
    private HeldKeys keys = new HeldKeys(KeySet.EMPTY);

    @BeforeEach
    void trustOneIssuer() {
        keys = test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
    }

    @Test
    void aGoodTokenSaysWhatTheIssuerSaid() throws TokenRejectedException {
        var text = TokenText.at(NOW)
                .with("acr", "\"aal2\"")
                .with("scope", "\"read write\"")
                .with("authz_ref", "\"ref-1\"")
                .with("level", 7);

        VerifiedToken token = test.build().verifyOrThrow(KEY.sign(text));

        assertThat(token.subject()).isEqualTo("alice");
        assertThat(token.sessionId()).isEqualTo(TokenText.SESSION);
        assertThat(token.tokenId()).isEqualTo("token-1");
        assertThat(token.clientId()).isEqualTo("shop");
        assertThat(token.issuer()).isEqualTo(TokenText.ISSUER);
        assertThat(token.tenant()).isEqualTo("default");
        assertThat(token.audience()).containsExactly(TokenText.AUDIENCE);
        assertThat(token.issuedAt()).isEqualTo(NOW);
        assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(900));
        assertThat(token.authTime()).contains(NOW);
        assertThat(token.amr()).containsExactly("pwd");
        assertThat(token.acr()).contains("aal2");
        assertThat(token.scope()).contains("read write");
        assertThat(token.authzRef()).contains("ref-1");
        assertThat(token.rev()).isEqualTo(NOW.getEpochSecond() * 1_000_000);
        assertThat(token.claims()).containsEntry("level", 7L).containsEntry("amr", List.of("pwd"));
        assertThat(token.claim("jti")).contains("token-1");
        assertThat(token.freshness().staleness().orElseThrow()).isLessThan(Duration.ofMillis(1));
        assertThat(token.freshness().bound()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theLastInstantIsAlreadyTooLate() {
        String token = KEY.sign(TokenText.at(NOW));
        Verifier verifier = test.build();

        at(verifier, NOW.plusSeconds(900).plus(LEEWAY).minusMillis(1), token).isInstanceOf(Valid.class);
        rejected(at(NOW.plusSeconds(900).plus(LEEWAY), verifier, token), Reason.EXPIRED);
    }

    @Test
    void aTokenOfTheFutureIsRefusedBeyondTheLeeway() {
        Verifier verifier = test.build();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(LEEWAY))))).isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.plus(LEEWAY).plusSeconds(1)))), Reason.NOT_YET_VALID);
    }

    @Test
    void aTokenThatIsNotToBeUsedYetIsRefusedBeyondTheLeeway() {
        Verifier verifier = test.build();
        long edge = NOW.plus(LEEWAY).getEpochSecond();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("nbf", edge))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("nbf", edge + 1))), Reason.NOT_YET_VALID);
    }

    @Test
    void sixtyMinutesAreTheLongestLife() {
        Verifier verifier = test.build();
        long issued = NOW.getEpochSecond();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("exp", issued + 3600))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("exp", issued + 3601))), Reason.TOO_LONG_LIVED);
    }

    @Test
    void tenMinutesAreTheFurthestThatAPositionIsAhead() {
        Verifier verifier = test.build();
        long furthest = NOW.plus(Duration.ofMinutes(10)).getEpochSecond() * 1_000_000;

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("rev", furthest))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("rev", furthest + 1))), Reason.REV_AHEAD);
    }

    @Test
    void theBoundItselfIsStillFresh() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        test.clocks.advance(Duration.ofMillis(1999));
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);

        test.clocks.advance(Duration.ofMillis(1));

        // 200 ppm for the drift of two clocks: two seconds are a little more than two seconds.
        rejected(verifier.verify(token), Reason.STALE);
        test.log.beat();
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
    }

    @Test
    void thePolicyMayDemandLessThanTheVerifier() {
        Verifier verifier = test.build();
        test.log.beat(500, 0);
        test.clocks.advance(Duration.ofMillis(600));

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW))), Reason.STALE);
        assertThat(verifier.freshness().bound()).isEqualTo(Duration.ofMillis(500));
        assertThat(verifier.freshness().isWithinBound()).isFalse();
    }

    @Test
    void acceptingIsCountedFromTheLastEvidence() {
        test.whenStale = WhenStale.acceptFor(Duration.ofSeconds(60));
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        test.clocks.advance(Duration.ofSeconds(59));

        var valid = (Valid) verifier.verify(token);
        assertThat(valid.token().freshness().isWithinBound()).isFalse();
        test.clocks.advance(Duration.ofSeconds(1));
        rejected(verifier.verify(token), Reason.STALE);
    }

    @Test
    void withoutAnyEvidenceNothingIsAccepted() {
        var unheard = new TestVerifier(NOW);
        unheard.log.forget();
        unheard.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
        unheard.whenStale = WhenStale.acceptFor(Duration.ofDays(1));
        Verifier verifier = unheard.build();

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW))), Reason.STALE);
        assertThat(verifier.freshness().staleness()).isEmpty();
    }

    @Test
    void aStaleVerifierAsksTheServerAndOnlyAboutRevocation() {
        var asked = new ArrayList<String>();
        test.whenStale = WhenStale.introspect();
        test.introspection = (issuer, token, bound) -> {
            asked.add(token);
            return TestVerifier.said(Verdict.ACTIVE);
        };
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        test.clocks.advance(Duration.ofSeconds(3));

        var valid = (Valid) verifier.verify(token);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("aud", "\"billing\""))), Reason.WRONG_AUDIENCE);
        rejected(verifier.verify(OTHER_KEY.sign(TokenText.at(NOW))), Reason.UNKNOWN_KEY);

        assertThat(asked).containsExactly(token);
        assertThat(valid.token().freshness().source()).isEqualTo(Freshness.Source.INTROSPECTION);
    }

    @Test
    void aServerThatSaysNoOrNothingIsNotAYes() {
        test.whenStale = WhenStale.introspect();
        String token = KEY.sign(TokenText.at(NOW));
        test.introspection = (issuer, text, bound) -> TestVerifier.said(Verdict.INACTIVE);
        Verifier told = test.build();
        test.introspection = (issuer, text, bound) -> TestVerifier.said(Verdict.UNAVAILABLE);
        Verifier untold = test.build();
        test.clocks.advance(Duration.ofSeconds(3));

        rejected(told.verify(token), Reason.REVOKED);
        rejected(untold.verify(token), Reason.STALE);
    }

    @Test
    void whatTheCopySaysIsRevokedIsSoHoweverOldTheCopyIs() {
        test.whenStale = WhenStale.introspect();
        test.introspection = (issuer, token, bound) -> TestVerifier.said(Verdict.ACTIVE);
        Verifier verifier = test.build();
        test.log.add(after(), TargetType.SESSION, "default", TokenText.SESSION);
        test.clocks.advance(Duration.ofMinutes(1));

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW))), Reason.REVOKED);
    }

    @ParameterizedTest
    @EnumSource(TargetType.class)
    void everyTargetRevokesAlsoATokenThatIsCached(TargetType type) {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);

        test.log.add(after(), type, "default", TokenText.valueOf(type));

        rejected(verifier.verify(token), Reason.REVOKED);
    }

    @ParameterizedTest
    @EnumSource(TargetType.class)
    void anEntryOfAnotherTenantConcernsNobodyHere(TargetType type) {
        Verifier verifier = test.build();

        test.log.add(after(), type, "acme", TokenText.valueOf(type));

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW)))).isInstanceOf(Valid.class);
    }

    @Test
    void aTokenDerivedAfterTheEntryIsGoodUnlessItsKeyOrItselfIsMeant() {
        Verifier verifier = test.build();
        long rev = NOW.getEpochSecond() * 1_000_000;
        test.log.add(rev, TargetType.SUBJECT, "default", "alice");
        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW)))).isInstanceOf(Valid.class);

        test.log.add(rev - 1, TargetType.SIGNING_KEY, "default", "key-1");

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW))), Reason.REVOKED);
    }

    @Test
    void aCachedTokenDiesWithItsKey() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);

        keys.replace(Signer.keySet(OTHER_KEY));
        rejected(verifier.verify(token), Reason.UNKNOWN_KEY);

        keys.replace(Signer.keySet(Signer.named("key-1")));
        rejected(verifier.verify(token), Reason.BAD_SIGNATURE);
    }

    @Test
    void aCachedTokenOutlivesAFetchOfTheSameKey() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
        long kept = test.cache.bytes();

        keys.replace(Signer.keySet(KEY, OTHER_KEY));

        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
        assertThat(test.cache.bytes()).isEqualTo(kept);
    }

    @Test
    void onlyWhatWasAcceptedIsCached() {
        Verifier verifier = test.build();

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("aud", "\"billing\""))), Reason.WRONG_AUDIENCE);
        rejected(verifier.verify(OTHER_KEY.sign(TokenText.at(NOW))), Reason.UNKNOWN_KEY);

        assertThat(test.cache.bytes()).isZero();
    }

    @Test
    void anIssuerThatIsNotTrustedNeverCausesAFetchAndAnUnknownKeyDoes() {
        Verifier verifier = test.build();

        rejected(
                verifier.verify(OTHER_KEY.sign(TokenText.at(NOW).with("iss", "\"https://evil.example/t/default\""))),
                Reason.WRONG_ISSUER);
        assertThat(keys.askedFor()).isEmpty();

        rejected(verifier.verify(OTHER_KEY.sign(TokenText.at(NOW))), Reason.UNKNOWN_KEY);
        assertThat(keys.askedFor()).containsExactly("key-2");
    }

    @Test
    void aKeyIsGoodForItsOwnIssuerOnly() {
        test.trust("https://id.example/t/acme", Optional.of("acme-orders"), Signer.keySet(OTHER_KEY));
        Verifier verifier = test.build();
        var acme =
                TokenText.at(NOW).with("iss", "\"https://id.example/t/acme\"").with("aud", "\"acme-orders\"");

        assertThat(verifier.verify(OTHER_KEY.sign(acme))).isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(acme)), Reason.UNKNOWN_KEY);
        rejected(
                verifier.verify(OTHER_KEY.sign(acme.with("aud", "\"" + TokenText.AUDIENCE + "\""))),
                Reason.WRONG_AUDIENCE);
    }

    @Test
    void theAudienceIsOnlyIgnoredWhenThatWasAskedFor() {
        test.trust(TokenText.ISSUER, Optional.empty(), Signer.keySet(KEY));

        assertThat(test.build().verify(KEY.sign(TokenText.at(NOW).with("aud", "\"billing\""))))
                .isInstanceOf(Valid.class);
    }

    @Test
    void aTokenThatIsBoundToAKeyNeedsAProof() {
        var bound = TokenText.at(NOW).with("cnf", "{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}");

        rejected(test.build().verify(KEY.sign(bound)), Reason.PROOF_MISSING);
    }

    @Test
    void aClockThatIsOffByMoreThanASecondIsCorrectedByTheServers() {
        Verifier verifier = test.build();
        var ahead = Duration.ofMinutes(5);
        test.log.beat(3_600_000, ahead.toMillis());

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead))))).isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.minusSeconds(700)))), Reason.EXPIRED);
    }

    @Test
    void aClockThatIsOffByMoreThanTenMinutesIsUnfit() {
        Verifier verifier = test.build();
        var ahead = Duration.ofMinutes(10);
        test.log.beat(3_600_000, ahead.toMillis());
        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead))))).isInstanceOf(Valid.class);

        test.log.beat(3_600_000, ahead.toMillis() + 1);

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead)))), Reason.STALE);
    }

    @Test
    void theDetailShowsBothValuesAndNothingThatBreaksALine() {
        Verifier verifier = test.build();
        var hostile = TokenText.at(NOW).with("aud", "\"x\\n2026-01-01 INFO all is well \\u202e\\\"\"");

        var rejected = rejected(verifier.verify(KEY.sign(hostile)), Reason.WRONG_AUDIENCE);

        assertThat(rejected.detail()).isEqualTo("token says \"x?2026-01-01 INFO all is well ??\", expected \"orders\"");
    }

    @Test
    void theExceptionCarriesReasonAndDetail() {
        Verifier verifier = test.build();

        assertThatThrownBy(() -> verifier.verifyOrThrow("not a token"))
                .isInstanceOfSatisfying(TokenRejectedException.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
                    assertThat(rejected).hasMessageStartingWith("MALFORMED: ");
                });
    }

    @Test
    void countersCountByReason() {
        Verifier verifier = test.build();
        String good = KEY.sign(TokenText.at(NOW));
        verifier.verify(good);
        verifier.verify(good);
        verifier.verify("x");
        verifier.verify(KEY.sign(TokenText.at(NOW.minusSeconds(3000))));

        Counters counters = verifier.counters();

        assertThat(counters.accepted()).isEqualTo(2);
        assertThat(counters.rejected())
                .hasSize(Reason.values().length)
                .containsEntry(Reason.MALFORMED, 1L)
                .containsEntry(Reason.EXPIRED, 1L)
                .containsEntry(Reason.STALE, 0L);
    }

    @Test
    void rolesInsideATokenAreItsAuthorization() throws TokenRejectedException {
        Verifier verifier = test.build();
        var token = verifier.verifyOrThrow(
                KEY.sign(TokenText.at(NOW).with("roles", "[\"editor\"]").with("entitlements", "[\"premium\"]")));

        var authorization = verifier.authorization(token).orElseThrow();

        assertThat(authorization.roles()).containsExactly("editor");
        assertThat(authorization.entitlements()).containsExactly("premium");
        assertThat(verifier.authorization(verifier.verifyOrThrow(KEY.sign(TokenText.at(NOW)))))
                .isEmpty();
    }

    @Test
    void aReferenceIsResolvedByTheServer() throws TokenRejectedException {
        test.authorizations = (token, reference) -> reference.equals("ref-1")
                ? Optional.of(new Authorization(List.of("admin"), List.of(), Map.of("plan", "gold"), 7))
                : Optional.empty();
        Verifier verifier = test.build();
        var token = verifier.verifyOrThrow(KEY.sign(TokenText.at(NOW).with("authz_ref", "\"ref-1\"")));

        assertThat(verifier.authorization(token).orElseThrow().roles()).containsExactly("admin");
    }

    private org.assertj.core.api.ObjectAssert<Verification> at(Verifier verifier, Instant time, String token) {
        return assertThat(at(time, verifier, token));
    }

    private Verification at(Instant time, Verifier verifier, String token) {
        test.clocks.set(time);
        test.log.beat();
        return verifier.verify(token);
    }

    private static Rejected rejected(Verification verification, Reason reason) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .as(rejected.detail())
                                .isEqualTo(reason));
        return (Rejected) verification;
    }

    private static long after() {
        return NOW.getEpochSecond() * 1_000_000 + 1;
    }
}
