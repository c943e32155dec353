package ripcord.server.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.token.TokenFixture.TENANT;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.key.Jwks;
import ripcord.server.key.RingKey;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.session.StoredSession;
import ripcord.verifier.jose.Jws;
import ripcord.verifier.jose.KeySet;

/// A year in which keys are rotated by the schedule, on demand, to another algorithm and in an emergency, while tokens
/// are minted all along.
class YearOfRotationsTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);
    private static final int LONGEST_STEP_MINUTES = 60;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final RandomGenerator random = new Random(20261121);
    private final Deque<Minted> live = new ArrayDeque<>();
    private final Set<String> signers = new HashSet<>();
    private TokenFixture tokens;
    private StoredSession session;
    private int verified;

    private record Minted(String token, String kid, Instant end) {}

    @Test
    void everyTokenIsVerifiedForAsLongAsItLives() throws Exception {
        try (var fixture = TokenFixture.open(folder, clock)) {
            tokens = fixture;
            var ours = new Ours();
            var theirs = new Theirs();
            tokens.keys.holders((_, kid) -> ours.keys.find(kid).isPresent());
            tokens.keys.onChanged(_ -> ours.hear());
            var start = clock.instant();
            while (clock.instant().isBefore(start.plus(YEAR))) {
                step(Duration.between(start, clock.instant()));
                ours.poll();
                for (var token : live) {
                    assertThat(ours.accepts(token.token))
                            .as("ours at %s", clock.instant())
                            .isTrue();
                    assertThat(theirs.accepts(token.token))
                            .as("theirs at %s", clock.instant())
                            .isTrue();
                    verified++;
                }
            }
        }
        // Twelve by the schedule, the others by what happened.
        assertThat(signers).hasSizeGreaterThan(12);
        assertThat(verified).isGreaterThan(10_000);
    }

    private void step(Duration since) {
        var before = clock.instant();
        clock.advance(Duration.ofMinutes(1 + random.nextInt(LONGEST_STEP_MINUTES)));
        tokens.keys.maintain();
        boolean newDay = Duration.between(before.minus(since), clock.instant()).toDays() > since.toDays();
        if (newDay) {
            day((int) since.toDays() + 1);
        }
        live.removeIf(token -> !clock.instant().isBefore(token.end));
        var kid = tokens.keys.signer(TENANT).kid();
        signers.add(kid);
        live.add(new Minted(tokens.accessToken(session()), kid, clock.instant().plus(TOKEN_LIFE)));
    }

    /// What an operator does in this year.
    private void day(int day) {
        switch (day) {
            case 50, 51, 200 -> tokens.keys.rotate(TENANT);
            case 90 -> algorithm(SigningAlgorithm.RS256);
            case 130 -> algorithm(SigningAlgorithm.PS256);
            case 170 -> algorithm(SigningAlgorithm.ES256);
            case 250 -> compromise(tokens.keys.signer(TENANT).kid());
            case 300 -> compromise(reserve().kid());
            default -> {}
        }
    }

    private RingKey reserve() {
        return tokens.keys.list(TENANT).getLast();
    }

    /// What the stolen key signed is worth nothing from now on, to whoever follows the log.
    private void compromise(String kid) {
        tokens.keys.compromise(TENANT, kid);
        live.removeIf(token -> token.kid.equals(kid));
    }

    private void algorithm(SigningAlgorithm algorithm) {
        var usual = Policy.DEFAULT.accessToken();
        tokens.policy(new Policy.AccessTokenPolicy(
                algorithm,
                usual.lifetime(),
                usual.jitter(),
                usual.maxBytes(),
                usual.defaultAudience(),
                usual.authorization(),
                usual.claims()));
    }

    /// Sessions end; this one is never too old to be used.
    private StoredSession session() {
        if (session == null
                || !clock.instant().isBefore(session.session().createdAt().plus(Duration.ofDays(6)))) {
            session = tokens.store.signIn("alice");
        }
        return session;
    }

    /// The server's answer, as long as it may be kept.
    private final class Copy {
        private Jwks jwks;
        private Instant until = Instant.MIN;

        /// @return whether there is another one
        boolean refresh() {
            if (clock.instant().isBefore(until)) {
                return false;
            }
            jwks = tokens.keys.jwks(TENANT);
            until = clock.instant().plus(jwks.maxAge());
            return true;
        }
    }

    /// Our verifier's keys and signatures. It hears of new keys, but is out of reach now and then: then it knows only
    /// what its last copy held.
    private final class Ours {
        private final Copy copy = new Copy();
        private KeySet keys = KeySet.EMPTY;
        private Instant awayUntil = Instant.MIN;

        void hear() {
            if (clock.instant().isBefore(awayUntil)) {
                return;
            }
            if (random.nextInt(8) == 0) {
                awayUntil = clock.instant().plus(Duration.ofHours(3));
                return;
            }
            copy.until = Instant.MIN;
            poll();
        }

        void poll() {
            if (!clock.instant().isBefore(awayUntil) && copy.refresh()) {
                keys = KeySet.parse(copy.jwks.json().getBytes(UTF_8));
            }
        }

        boolean accepts(String token) {
            var jws = Jws.parse(token);
            return keys.find(jws.keyId()).filter(jws::isSignedBy).isPresent();
        }
    }

    /// Nimbus, which hears of nothing: it asks for the JWKS when its copy is over, and never because of a token.
    private final class Theirs {
        private final Copy copy = new Copy();
        private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        private JWKSet keys = new JWKSet();

        Theirs() {
            JWKSource<SecurityContext> source = (selector, _) -> selector.select(keys);
            processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256), source));
            // Times are this test's business: the processor would take the machine's.
            processor.setJWTClaimsSetVerifier((_, _) -> {});
        }

        boolean accepts(String token) throws Exception {
            if (copy.refresh()) {
                keys = JWKSet.parse(copy.jwks.json());
            }
            return processor.process(token, null).getSubject().equals("alice");
        }
    }
}
