package ripcord.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.key.VerifyingKey;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.spec.SpecFiles;
import ripcord.server.token.AccessCheck.Good;
import ripcord.server.token.AccessCheck.Refused;
import tools.jackson.databind.JsonNode;

/// The server refuses every token that `spec/vectors/access-tokens.json` has a verifier refuse. It knows nothing of
/// audiences, and takes no form but its own.
class AccessTokenVectorsTest {
    private static final JsonNode VECTORS = SpecFiles.json("vectors/access-tokens.json");
    private static final JsonNode SETTING = VECTORS.get("setting");

    /// Good by RFC 9068, and nothing that this server would ever have written.
    private static final Set<String> NOT_OURS = Set.of(
            "roles inside",
            "a claim that is not known",
            "a header member that is not known",
            "several audiences, ours among them",
            "not before, as far ahead as the leeway");

    /// Decided by the log, which is empty here, and by the audience, which the server does not judge.
    private static final Set<String> NOT_HERE = Set.of("REVOKED", "WRONG_AUDIENCE");

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    @TempDir
    static Path folder;

    private static TestStore store;
    private static AccessTokenChecks checks;

    @BeforeAll
    static void open() throws Exception {
        var clock = new MovableClock();
        clock.set(Instant.ofEpochSecond(SETTING.get("now").longValue()));
        store = new TestStore(folder, clock);
        var keys = keys();
        var parts = new AccessTokenChecks.Parts(
                (_, kid) -> Optional.ofNullable(keys.get(kid)),
                store.policies,
                new Issuers("https://id.example"),
                store.log,
                AccessClaims::subject);
        checks = new AccessTokenChecks(parts, clock);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aGoodTokenIsGood(JsonNode vector) {
        var found = checks.check(TokenFixture.TENANT, vector.get("token").stringValue());

        assertThat(found)
                .isInstanceOf(NOT_OURS.contains(vector.get("name").stringValue()) ? Refused.class : Good.class);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void aTokenThatAVerifierRefusesIsRefused(JsonNode vector) {
        var found = checks.check(TokenFixture.TENANT, vector.get("token").stringValue());

        assertThat(found).isInstanceOf(Refused.class);
    }

    static List<Named<JsonNode>> valid() {
        return vectors("valid");
    }

    static List<Named<JsonNode>> rejected() {
        return vectors("rejected");
    }

    private static List<Named<JsonNode>> vectors(String list) {
        return StreamSupport.stream(VECTORS.get(list).spliterator(), false)
                .filter(vector -> !vector.has("reason")
                        || !NOT_HERE.contains(vector.get("reason").stringValue()))
                .map(vector -> Named.of(vector.get("name").stringValue(), vector))
                .toList();
    }

    private static Map<String, VerifyingKey> keys() throws Exception {
        var keys = new HashMap<String, VerifyingKey>();
        for (var node : SETTING.get("jwks").get("keys")) {
            var jwk = JWK.parse(node.toString());
            var algorithm = algorithm(jwk.getAlgorithm().getName());
            keys.put(jwk.getKeyID(), VerifyingKey.of(jwk.getKeyID(), algorithm, x509(jwk)));
        }
        return keys;
    }

    private static SigningAlgorithm algorithm(String wireName) {
        return List.of(SigningAlgorithm.values()).stream()
                .filter(algorithm -> algorithm.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] x509(JWK jwk) throws Exception {
        return switch (jwk.getKeyType().getValue()) {
            case "EC" -> jwk.toECKey().toPublicKey().getEncoded();
            case "RSA" -> jwk.toRSAKey().toPublicKey().getEncoded();
            default -> ed25519(jwk.toOctetKeyPair().getX().decode()).getEncoded();
        };
    }

    private static PublicKey ed25519(byte[] x) throws Exception {
        var encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
