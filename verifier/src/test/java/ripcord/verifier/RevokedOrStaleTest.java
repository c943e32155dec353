package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Valid;
import ripcord.verifier.feed.TargetType;
import ripcord.verifier.remote.Introspected.Verdict;

/** What is said of a good token by what is held of the log, and by how fresh that is. */
class RevokedOrStaleTest extends OneIssuer {
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

    /** Not only those soon after it: whoever revoked meanwhile was told that this copy can accept nothing by itself. */
    @Test
    void theFirstCallAfterTheMachineSleptKnowsThatTheCopyIsStale() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);

        test.clocks.set(NOW.plusSeconds(60));

        rejected(verifier.verify(token), Reason.STALE);
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

        assertThat(rejected(told.verify(token), Reason.REVOKED).freshness().source())
                .isEqualTo(Freshness.Source.INTROSPECTION);
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

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"MALFORMED", "UNKNOWN_KEY", "EXPIRED", "WRONG_AUDIENCE", "REVOKED", "STALE"})
    void whoeverIsRefusedIsToldHowFreshTheEvidenceWas(Reason reason) {
        String token = switch (reason) {
            case MALFORMED -> "not a token";
            case UNKNOWN_KEY -> OTHER_KEY.sign(TokenText.at(NOW));
            case EXPIRED -> KEY.sign(TokenText.at(NOW.minusSeconds(3000)));
            case WRONG_AUDIENCE -> KEY.sign(TokenText.at(NOW).with("aud", "\"billing\""));
            default -> KEY.sign(TokenText.at(NOW));
        };
        if (reason == Reason.REVOKED) {
            test.log.add(after(), TargetType.SESSION, "default", TokenText.SESSION);
        }
        test.clocks.advance(Duration.ofSeconds(3));

        var freshness = rejected(test.build().verify(token), reason).freshness();

        assertThat(freshness.staleness().orElseThrow()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3001));
        assertThat(freshness.isWithinBound()).isFalse();
        assertThat(freshness.source()).isEqualTo(Freshness.Source.LOG);
    }
}
