package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.verifier.Algorithm;
import ripcord.verifier.OnMovedClock;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;
import tools.jackson.databind.JsonNode;

/// A year on a moved clock, over HTTP: a whole verifier, which follows the feed and says which keys it holds, and
/// Nimbus, which only polls the JWKS, accept every token for as long as it lives, whatever becomes of the keys.
class YearOfKeysTest {
    private static final int DAYS = 365;
    private static final int LOOK_EVERY_DAYS = 7;
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final String JWKS = LiveServer.ISSUER + "/.well-known/jwks.json";
    private static final String KEYS = LiveServer.TENANT + "/keys";

    private final MovableClock clock = new MovableClock();
    private final Instant began = clock.instant();
    private final Set<String> signers = new HashSet<>();
    private final Set<String> algorithms = new HashSet<>();
    private final Poller nimbus = new Poller();
    private LiveServer server;
    private Verifier verifier;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder, clock);
        var issuer = LiveServer.BASE_URL + LiveServer.ISSUER;
        var stated = Verifier.builder()
                .name("orders")
                .issuer(issuer)
                .server(server.uri())
                .audience(issuer)
                .algorithms(Algorithm.ES256, Algorithm.RS256, Algorithm.PS256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey(server.apiKey(List.of("default"), List.of("feed")));
        verifier = OnMovedClock.build(
                stated, this::monoNanos, () -> clock.instant().toEpochMilli());
    }

    /// The true one, which flows while the test waits, and what the test moved.
    private long monoNanos() {
        return System.nanoTime() + Duration.between(began, clock.instant()).toNanos();
    }

    @AfterEach
    void stop() {
        verifier.close();
        server.close();
    }

    @Test
    void everyTokenIsAcceptedForAsLongAsItLives() throws Exception {
        for (int day = 1; day <= DAYS; day++) {
            pass(HALF_A_DAY);
            pass(HALF_A_DAY);
            if (happens(day) || day % LOOK_EVERY_DAYS == 0) {
                aTokenLives();
            }
        }

        // Twelve by the schedule, the others by what happened.
        assertThat(signers).hasSizeGreaterThan(12);
        assertThat(algorithms).containsExactlyInAnyOrder("ES256", "RS256", "PS256");
    }

    private void pass(Duration time) {
        clock.advance(time);
        server.server().tidyUp();
    }

    /// What an operator does in this year.
    ///
    /// @return whether it was anything
    private boolean happens(int day) {
        switch (day) {
            case 50, 51, 200 -> post(KEYS + "/rotate", Map.of());
            case 90 -> server.policy("default", "access_token", "alg", "RS256");
            case 130 -> server.policy("default", "access_token", "alg", "PS256");
            case 170 -> server.policy("default", "access_token", "alg", "ES256");
            case 250 -> stolen();
            case 300 -> compromise(key("announced"));
            default -> {
                return false;
            }
        }
        return true;
    }

    /// What the stolen key signed is worth nothing from now on, to whoever follows the log.
    private void stolen() {
        awaitVerifier();
        var token = server.signIn("alice").accessToken();
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);

        compromise(key("active"));

        await("the verifier refuses it", () -> verifier.verify(token) instanceof Verification.Rejected);
        signers.remove(key("compromised").get("kid").stringValue());
    }

    private void compromise(JsonNode key) {
        post(KEYS + "/" + key.get("kid").stringValue() + "/compromise", Map.of("reason", "test"));
    }

    private void aTokenLives() throws Exception {
        awaitVerifier();
        var token = server.signIn("alice").accessToken();
        var header = SignedJWT.parse(token).getHeader();
        signers.add(header.getKeyID());
        algorithms.add(header.getAlgorithm().getName());
        assertAccepted(token);

        var end = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime().toInstant();
        clock.set(end.minusSeconds(1));
        awaitVerifier();

        assertAccepted(token);
    }

    private void assertAccepted(String token) throws Exception {
        assertThat(verifier.verify(token))
                .as("a whole verifier, %s", clock.instant())
                .isInstanceOf(Verification.Valid.class);
        assertThat(nimbus.accepts(token)).as("Nimbus, %s", clock.instant()).isTrue();
    }

    /// It has caught up with the moved clock, and has said that it holds the key that signs next.
    private void awaitVerifier() {
        await("the verifier is fresh", () -> verifier.freshness().isWithinBound());
        await("the verifier holds the reserve", () -> {
            var reserve = key("announced");
            return reserve.get("missing").isEmpty() && !reserve.get("confirmed").isEmpty();
        });
    }

    private void post(String path, Map<String, ?> body) {
        server.http().post(path).bearer(server.rootKey()).json(body).send().expect(200);
    }

    /// The newest in that state.
    private JsonNode key(String state) {
        return server.http()
                .get(KEYS)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(key -> key.get("state").stringValue().equals(state))
                .reduce((_, newest) -> newest)
                .orElseThrow();
    }

    /// Hears of nothing: it asks for the JWKS when its copy is over, and never because of a token.
    private final class Poller {
        private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d+)");

        private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        private JWKSet keys = new JWKSet();
        private Instant until = Instant.MIN;

        Poller() {
            JWKSource<SecurityContext> source = (selector, _) -> selector.select(keys);
            processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256), source));
            // Times are this test's business: the processor would take the machine's.
            processor.setJWTClaimsSetVerifier((_, _) -> {});
        }

        boolean accepts(String token) throws Exception {
            if (!clock.instant().isBefore(until)) {
                poll();
            }
            return processor.process(token, null).getSubject().equals("alice");
        }

        private void poll() throws Exception {
            var answer = server.http().get(JWKS).send().expect(200);
            var allowed = MAX_AGE.matcher(answer.header("Cache-Control").orElseThrow());
            assertThat(allowed.find()).isTrue();
            keys = JWKSet.parse(answer.body());
            until = clock.instant().plusSeconds(Long.parseLong(allowed.group(1)));
        }
    }
}
