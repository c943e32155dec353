package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.TargetType;

/** A whole verifier, built as a service builds it, against a server over real HTTP. */
class AssemblyTest {
    private static final Signer KEY = Signer.named("key-1");
    private static final Signer ACME_KEY = Signer.named("key-2");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final IssuingServer server = new IssuingServer();
    private final String issuer = server.issuer("default");

    @AfterEach
    void stop() {
        server.close();
    }

    private VerifierBuilder builder() {
        server.at("/t/default/.well-known/jwks.json", Signer.jwks(KEY));
        return Verifier.builder()
                .issuer(issuer)
                .audience("orders")
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.introspect())
                .apiKey("rc_k_test");
    }

    private TokenText token() {
        // Derived before everything that the server's log will say.
        return TokenText.at(Instant.now()).with("iss", "\"" + issuer + "\"").with("rev", 1000);
    }

    @Test
    void aTokenIsGoodUntilItsSessionEndsAndWhoWatchesIsTold() throws Exception {
        try (Verifier verifier = builder().build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String text = KEY.sign(token());
            var told = new CountDownLatch(1);
            verifier.watch(verifier.verifyOrThrow(text), told::countDown);
            int asked = server.asked().size();
            verifier.verifyOrThrow(text);
            assertThat(server.asked()).as("verified without a call").hasSize(asked);

            server.revoke("default", TargetType.SESSION, TokenText.SESSION);

            assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThatExceptionOfType(TokenRejectedException.class)
                    .isThrownBy(() -> verifier.verifyOrThrow(text))
                    .extracting(TokenRejectedException::reason)
                    .isEqualTo(Reason.REVOKED);
        }
        assertThat(server.asked()).contains("GET /t/default/feed", "POST /t/default/feed/close");
    }

    @Test
    void severalIssuersOfOneServerShareOneFeed() throws Exception {
        server.at("/t/acme/.well-known/jwks.json", Signer.jwks(ACME_KEY));
        try (Verifier verifier =
                builder().issuer(server.issuer("acme"), "acme-orders").build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String acme = ACME_KEY.sign(
                    token().with("iss", "\"" + server.issuer("acme") + "\"").with("aud", "\"acme-orders\""));

            assertThat(verifier.verifyOrThrow(acme).tenant()).isEqualTo("acme");
            assertThat(verifier.verifyOrThrow(KEY.sign(token())).tenant()).isEqualTo("default");
            assertThat(server.asked()).contains("GET /feed").doesNotContain("GET /t/acme/feed");
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).as("nanoseconds over time").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void aFreshFeedIsNoEvidenceOfATenantThatItsKeyMayNotSee() throws Exception {
        server.at("/t/acme/.well-known/jwks.json", Signer.jwks(ACME_KEY));
        server.hide("acme");
        try (Verifier verifier = builder()
                .whenStale(WhenStale.reject())
                .issuer(server.issuer("acme"), "acme-orders")
                .build()) {
            await(() -> verifier.verify(KEY.sign(token())) instanceof Verification.Valid);
            var acme = verifier.verify(ACME_KEY.sign(
                    token().with("iss", "\"" + server.issuer("acme") + "\"").with("aud", "\"acme-orders\"")));

            assertThat(acme).isInstanceOfSatisfying(Verification.Rejected.class, rejected -> {
                assertThat(rejected.reason()).as(rejected.detail()).isEqualTo(Reason.STALE);
                assertThat(rejected.freshness().staleness()).isEmpty();
                assertThat(rejected.detail()).contains("has the API key the right feed there?");
            });
            assertThat(verifier.awaitFresh(Duration.ofMillis(50))).isFalse();
        }
    }

    @Test
    void aStaleVerifierAsksWhereItsTenantIsIntrospected() throws Exception {
        server.at("/t/default/oauth/introspect", "{\"active\":true}");
        try (Verifier verifier = builder().maxStaleness(Duration.ofMillis(500)).build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String text = KEY.sign(token());

            server.freeze();
            await(() -> !verifier.freshness().isWithinBound());

            var evidence = verifier.verifyOrThrow(text).freshness();
            assertThat(evidence.source()).isEqualTo(Freshness.Source.INTROSPECTION);
            assertThat(evidence.isWithinBound()).isTrue();
        }
    }

    @Test
    void anAuthorizationIsReadOnceAndUnknownOrUnansweredIsTold() throws Exception {
        server.at(
                "/t/default/authz/ref-1",
                "{\"roles\":[\"admin\"],\"entitlements\":[],\"attributes\":{\"plan\":\"gold\"},\"as_of\":1000}");
        try (Verifier verifier = builder().build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            VerifiedToken token = verifier.verifyOrThrow(KEY.sign(token().with("authz_ref", "\"ref-1\"")));
            VerifiedToken erased = verifier.verifyOrThrow(KEY.sign(token().with("authz_ref", "\"ref-2\"")));

            var authorization = verifier.authorization(token).orElseThrow();
            verifier.authorization(token);

            assertThat(authorization.roles()).containsExactly("admin");
            assertThat(authorization.attributes()).containsEntry("plan", "gold");
            assertThat(authorization.asOf()).isEqualTo(1000);
            assertThat(server.asked()).containsOnlyOnce("GET /t/default/authz/ref-1");
            assertThat(verifier.authorization(erased)).isEmpty();

            server.at("/t/default/authz/ref-2", "not JSON");
            assertThatExceptionOfType(AuthorizationUnavailableException.class)
                    .isThrownBy(() -> verifier.authorization(erased));
        }
    }

    @Test
    void aServerElsewhereThanTheIssuerIsAskedInstead() throws Exception {
        try (Verifier verifier = Verifier.builder()
                .issuer("https://id.example/t/default", "orders")
                .server(server.base())
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey("rc_k_test")
                .build()) {
            server.at("/t/default/.well-known/jwks.json", Signer.jwks(KEY));
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();

            assertThat(verifier.verifyOrThrow(KEY.sign(TokenText.at(Instant.now())))
                            .issuer())
                    .isEqualTo("https://id.example/t/default");
        }
    }
}
