package ripcord.server.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// A key made by one provider is used by another after a move to another machine.
class SchemeTest {
    private static final byte[] INPUT = "header.claims".getBytes(UTF_8);

    /// RSA takes its time: one of each is enough.
    private static final Map<Scheme, KeyPair> PAIRS =
            schemes().collect(Collectors.toMap(Function.identity(), Scheme::generate));

    @ParameterizedTest
    @MethodSource("pairs")
    void aKeyThatOneProviderMadeSignsAndVerifiesWithAnother(Scheme maker, Scheme user) throws GeneralSecurityException {
        var pair = PAIRS.get(maker);
        var x509 = pair.getPublic().getEncoded();
        var key = new SigningKey(
                VerifyingKey.of("kid", user, x509), user, pair.getPrivate().getEncoded());
        var other = VerifyingKey.of("kid", maker, x509);

        var signature = key.sign(INPUT);

        assertThat(other.verifies(INPUT, signature)).isTrue();
        assertThat(key.verifying().verifies(INPUT, signature)).isTrue();
        signature[signature.length - 1] ^= 1;
        assertThat(other.verifies(INPUT, signature)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void zerosAndOtherLengthsAreNoSignature(Scheme scheme) throws GeneralSecurityException {
        var key = VerifyingKey.of("kid", scheme, PAIRS.get(scheme).getPublic().getEncoded());

        for (int length : List.of(0, 1, 63, 64, 65, 70, 72, 255, 256, 257)) {
            assertThat(key.verifies(INPUT, new byte[length])).isFalse();
        }
    }

    static Stream<Scheme> schemes() {
        return Stream.of(SigningAlgorithm.values()).flatMap(algorithm -> schemes(algorithm).stream());
    }

    static Stream<Arguments> pairs() {
        return Stream.of(SigningAlgorithm.values())
                .flatMap(algorithm -> schemes(algorithm).stream()
                        .flatMap(one -> schemes(algorithm).stream().map(other -> Arguments.of(one, other))));
    }

    private static List<Scheme> schemes(SigningAlgorithm algorithm) {
        return List.of(Scheme.best(algorithm), Scheme.bouncyCastle(algorithm), Scheme.platform(algorithm));
    }
}
