package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Valid;
import ripcord.verifier.jose.KeySet;

/** What is said of a token by what it says itself, and what becomes of one that is good. */
class VerifierTest extends OneIssuer {
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
    void whileNoKeysWereGotNothingIsSaidOfTheToken() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        keys.replace(KeySet.EMPTY);

        rejected(verifier.verify(token), Reason.NO_KEYS);
        keys.replace(Signer.keySet());
        rejected(verifier.verify(token), Reason.UNKNOWN_KEY);

        assertThat(Stream.of(Reason.values()).filter(Reason::saysNothingOfTheToken))
                .containsExactly(Reason.NO_KEYS, Reason.STALE);
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
                    assertThat(rejected.freshness().isWithinBound()).isTrue();
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
}
