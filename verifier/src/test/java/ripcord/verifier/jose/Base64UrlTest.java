package ripcord.verifier.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    @Test
    void everyEncodingIsDecoded() {
        var random = new SplittableRandom(1);
        for (int length = 0; length < 300; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);

            assertThat(Base64Url.decode(ENCODER.encodeToString(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AAAAA",
                "AA==",
                "AAA=",
                "AA A",
                "AAA\n",
                "\nAAAA",
                "AA+A",
                "AA/A",
                "AA.A",
                "AAé",
                "AA\u0141",
                "AB",
                "AAB",
                "A\u0000"
            })
    void everyOtherTextIsRefused(String text) {
        assertThatExceptionOfType(JoseException.class).isThrownBy(() -> Base64Url.decode(text));
    }

    /** Seeded: a failure repeats. */
    @Test
    void noTwoTextsDecodeToTheSameBytes() {
        var random = new SplittableRandom(2);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n.\u00ff";
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                byte[] bytes = Base64Url.decode(text.toString());
                assertThat(ENCODER.encodeToString(bytes)).isEqualTo(text.toString());
                decoded++;
            } catch (JoseException refused) {
                assertThat(refused.fault()).isEqualTo(JoseException.Fault.MALFORMED);
            }
        }
        assertThat(decoded).isGreaterThan(1000);
    }

    /** Against decoding. */
    @Test
    void whatIsOfSoManyBytesIsWhatDecodesToThem() {
        var random = new SplittableRandom(5);
        String characters = "ABCDwxyz019-_=+/ \u00e9\u0141";
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                boolean any = random.nextInt(40) == 0;
                text.append(
                        any
                                ? characters.charAt(random.nextInt(characters.length()))
                                : "AQgwBcd9".charAt(random.nextInt(8)));
            }
            int bytes = random.nextInt(18);

            assertThat(Base64Url.isOfBytes(text.toString(), bytes)).isEqualTo(decodesTo(text.toString(), bytes));
        }
    }

    private static boolean decodesTo(String text, int bytes) {
        try {
            return Base64Url.decode(text).length == bytes;
        } catch (JoseException e) {
            return false;
        }
    }
}
