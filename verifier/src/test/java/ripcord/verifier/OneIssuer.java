package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;
import ripcord.verifier.jose.KeySet;

/** A verifier that trusts one issuer, whose log, keys and clocks the test moves. */
abstract class OneIssuer {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration LEEWAY = Duration.ofSeconds(30);
    static final Signer KEY = Signer.named("key-1");
    static final Signer OTHER_KEY = Signer.named("key-2");

    final TestVerifier test = new TestVerifier(NOW);
    HeldKeys keys = new HeldKeys(KeySet.EMPTY);

    @BeforeEach
    void trustOneIssuer() {
        keys = test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
    }

    final org.assertj.core.api.ObjectAssert<Verification> at(Verifier verifier, Instant time, String token) {
        return assertThat(at(time, verifier, token));
    }

    final Verification at(Instant time, Verifier verifier, String token) {
        test.clocks.set(time);
        test.log.beat();
        return verifier.verify(token);
    }

    static Rejected rejected(Verification verification, Reason reason) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .as(rejected.detail())
                                .isEqualTo(reason));
        return (Rejected) verification;
    }

    static long after() {
        return NOW.getEpochSecond() * 1_000_000 + 1;
    }
}
