package ripcord.server.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionSecret;
import ripcord.server.tenant.InternalId;

/// What holds for every opaque token, from seeds, and for every text, from a fuzzer.
class OpaqueTokenPropertiesTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final SecretKeySpec KEY = key(0);
    private static final InternalId TENANT = new InternalId(1, 2);
    private static final OpaqueTokens TOKENS = new OpaqueTokens(id -> id == 7 ? KEY : null);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aTokenOpensToWhatItWasMadeOfAndForNobodyElse(long seed) {
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var secret = SessionSecret.random(random);
            var body = body(random);
            var text = OpaqueToken.of(body, Tags.outer(KEY, body), secret).reveal();

            var opened = TOKENS.open(body.tenant(), body.kind(), text).orElseThrow();

            assertThat(opened.session()).isEqualTo(body.session());
            assertThat(opened.generation()).isEqualTo(body.generation());
            assertThat(opened.authentic(secret)).isTrue();
            assertThat(opened.authentic(SessionSecret.random(random))).isFalse();
            assertThat(opened.reveal()).isEqualTo(text);
            assertThat(opened).hasToString("OpaqueToken[redacted]");
            assertThat(TOKENS.open(new InternalId(3, 4), body.kind(), text)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noCharacterOfATokenCanBeChanged(long seed) {
        RandomGenerator random = new Random(seed);
        var secret = SessionSecret.random(random);
        var body = body(random);
        var text = OpaqueToken.of(body, Tags.outer(KEY, body), secret).reveal();
        for (int i = 0; i < text.length(); i++) {
            for (int j = 0; j < ALPHABET.length(); j++) {
                char other = ALPHABET.charAt(j);
                if (other != text.charAt(i)) {
                    var changed = text.substring(0, i) + other + text.substring(i + 1);
                    var opened = TOKENS.open(body.tenant(), body.kind(), changed);
                    if (opened.isPresent() && opened.get().authentic(secret)) {
                        throw new AssertionError(changed + " is as good as " + text);
                    }
                }
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyTextIsRefusedQuietly(byte[] data) {
        var text = new String(data, ISO_8859_1);
        for (var kind : OpaqueKind.values()) {
            assertThat(TOKENS.open(TENANT, kind, text)).isEmpty();
            assertThat(TOKENS.open(TENANT, kind, kind.prefix() + text)).isEmpty();
        }
    }

    private static Tags.Body body(RandomGenerator random) {
        var kind = random.nextBoolean() ? OpaqueKind.SESSION : OpaqueKind.REFRESH;
        int generation = random.nextInt(1, Integer.MAX_VALUE);
        return new Tags.Body(kind, (byte) 1, (byte) 7, TENANT, SessionId.random(random), generation);
    }

    private static SecretKeySpec key(long seed) {
        var bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Tags.key(bytes);
    }
}
