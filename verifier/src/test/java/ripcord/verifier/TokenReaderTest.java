package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

class TokenReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer[] KEYS = {Signer.named("key-1"), Signer.named("key-2")};
    private static final String[] TENANTS = {"default", "acme"};

    private final TestVerifier test = new TestVerifier(NOW);
    private final SplittableRandom random = new SplittableRandom(1);

    /** What is taken over from the token before, against computing all of it. */
    @Test
    void whatATokenIsNamedByIsItsOwnWhateverCameBefore() {
        for (String tenant : TENANTS) {
            test.trust(issuer(tenant), Optional.of("orders"), Signer.keySet(KEYS));
        }
        Verifier verifier = test.build();
        for (int i = 0; i < 300; i++) {
            check(verifier, "token-" + i, random.nextInt(2), TENANTS[random.nextInt(2)], "client-" + random.nextInt(2));
        }
    }

    private static void check(Verifier verifier, String id, int key, String tenant, String client) {
        String text = KEYS[key].sign(TokenText.at(NOW)
                .with("iss", "\"" + issuer(tenant) + "\"")
                .with("jti", "\"" + id + "\"")
                .with("client_id", "\"" + client + "\""));

        var verification = verifier.verify(text);

        assertThat(verification).isInstanceOf(Verification.Valid.class);
        var token = ((Verification.Valid) verification).token().judged();
        assertThat(token.targets().all())
                .containsExactly(
                        Target.of(TargetType.TOKEN, tenant, id),
                        Target.of(TargetType.SESSION, tenant, TokenText.SESSION),
                        Target.of(TargetType.SUBJECT, tenant, "alice"),
                        Target.of(TargetType.CLIENT, tenant, client),
                        Target.of(TargetType.TENANT, tenant, ""),
                        Target.of(TargetType.SIGNING_KEY, tenant, "key-" + (key + 1)));
        assertThat(token.key().keyId()).isEqualTo("key-" + (key + 1));
        assertThat(token.issuer().tenant()).isEqualTo(tenant);
    }

    private static String issuer(String tenant) {
        return "https://id.example/t/" + tenant;
    }
}
