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

    /** Nor is another one's key, though both call it the same, and the header of the token before is the very same text. */
    @Test
    void aKeyIsItsIssuersAloneHoweverAlikeTheTokensAre() {
        var keys = new Signer[] {Signer.named("key-1"), Signer.named("key-1")};
        String[] hosts = {"https://id.example/t/acme", "https://id.other.example/t/acme"};
        for (int i = 0; i < 2; i++) {
            test.trust(hosts[i], Optional.of("orders"), Signer.keySet(keys[i]));
        }
        Verifier verifier = test.build();
        for (int i = 0; i < 200; i++) {
            int issuer = random.nextInt(2);
            int signer = random.nextInt(2);
            String token = keys[signer].sign(
                    TokenText.at(NOW).with("iss", "\"" + hosts[issuer] + "\"").with("jti", "\"" + i + "\""));

            var verification = verifier.verify(token);

            if (issuer == signer) {
                assertThat(verification).isInstanceOf(Verification.Valid.class);
                var judged = ((Verification.Valid) verification).token().judged();
                assertThat(judged.issuer().name()).isEqualTo(hosts[issuer]);
            } else {
                OneIssuer.rejected(verification, Verification.Reason.BAD_SIGNATURE);
            }
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
