package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.TargetType;

/** What each strategy asks, and what it lets through, against a server over real HTTP. */
class StrategiesTest {
    private static final Signer KEY = Signer.named("key-1");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String VERSION = "/t/default/subjects/alice/version";

    private final IssuingServer server = new IssuingServer();
    private final String issuer = server.issuer("default");

    @BeforeEach
    void publishKeys() {
        server.at("/t/default/.well-known/jwks.json", Signer.jwks(KEY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private VerifierBuilder builder(RevocationStrategy strategy) {
        return Verifier.builder()
                .issuer(issuer)
                .audience("orders")
                .algorithms(Algorithm.ES256)
                .strategy(strategy)
                .apiKey("rc_k_test");
    }

    private String token() {
        return KEY.sign(
                TokenText.at(Instant.now()).with("iss", "\"" + issuer + "\"").with("rev", 1000));
    }

    private static void assertRefused(Verification verification, Reason reason) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .as(rejected.detail())
                                .isEqualTo(reason));
    }

    @Test
    void introspectionAsksOnEachCall() throws Exception {
        try (Verifier verifier =
                builder(RevocationStrategy.INTROSPECTION_ON_EACH_CALL).build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String token = token();
            server.at("/t/default/oauth/introspect", "{\"active\":true}");
            assertThat(verifier.verifyOrThrow(token).freshness().source()).isEqualTo(Freshness.Source.INTROSPECTION);
            verifier.verifyOrThrow(token);
            assertThat(server.asked())
                    .filteredOn("POST /t/default/oauth/introspect"::equals)
                    .hasSize(2);
            assertThat(server.asked()).doesNotContain("GET /t/default/feed");

            server.at("/t/default/oauth/introspect", "{\"active\":false}");

            assertRefused(verifier.verify(token), Reason.REVOKED);
        }
    }

    @Test
    void aServerThatIsGoneLetsNobodyInWhoMustBeAskedAbout() throws Exception {
        try (Verifier verifier =
                builder(RevocationStrategy.INTROSPECTION_ON_EACH_CALL).build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            server.close();

            assertRefused(verifier.verify(token()), Reason.STALE);
        }
    }

    @Test
    void aVersionVoidsWhatIsOlderAndNothingElse() throws Exception {
        try (Verifier verifier = builder(RevocationStrategy.VERSION_ON_EACH_CALL_WITHOUT_ENDED_SESSIONS)
                .build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String token = token();
            server.at(VERSION, "{\"version\":1000,\"as_of\":5000}");
            assertThat(verifier.verifyOrThrow(token).freshness().source()).isEqualTo(Freshness.Source.VERSION);

            server.at(VERSION, "{\"version\":1001,\"as_of\":5000}");

            assertRefused(verifier.verify(token), Reason.REVOKED);
            assertThat(server.asked()).filteredOn(("GET " + VERSION)::equals).hasSize(2);
        }
    }

    @Test
    void aSubjectThatIsUnknownHasNoVersion() throws Exception {
        try (Verifier verifier = builder(RevocationStrategy.VERSION_ON_EACH_CALL_WITHOUT_ENDED_SESSIONS)
                .build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();

            assertRefused(verifier.verify(token()), Reason.REVOKED);
        }
    }

    @Test
    void untilExpiryNobodyIsAskedAndNothingIsTakenBack() throws Exception {
        try (Verifier verifier =
                builder(RevocationStrategy.EXPIRY_WITHOUT_ANY_REVOCATION).build()) {
            assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
            String token = token();

            server.revoke("default", TargetType.SESSION, TokenText.SESSION);

            assertThat(verifier.verifyOrThrow(token).freshness().source()).isEqualTo(Freshness.Source.NONE);
            assertThat(server.asked()).allMatch("GET /t/default/.well-known/jwks.json"::equals);
        }
    }

    @Test
    void aDenylistIsNoFeed() throws Exception {
        server.streamDenylist();
        try (Verifier verifier = builder(RevocationStrategy.FEED)
                        .maxStaleness(Duration.ofSeconds(2))
                        .whenStale(WhenStale.reject())
                        .build();
                Verifier satisfied = builder(RevocationStrategy.DENYLIST_WITHOUT_ENDED_SESSIONS)
                        .maxStaleness(Duration.ofSeconds(2))
                        .whenStale(WhenStale.reject())
                        .build()) {
            assertThat(satisfied.awaitFresh(PATIENCE)).isTrue();
            assertThat(satisfied.verify(token())).isInstanceOf(Verification.Valid.class);
            assertThat(verifier.awaitFresh(Duration.ofMillis(50))).isFalse();
            assertRefused(verifier.verify(token()), Reason.STALE);
        }
    }

    @ParameterizedTest
    @EnumSource(RevocationStrategy.class)
    void aBoundIsStatedExactlyWhereThereIsACopyToBeStale(RevocationStrategy strategy) {
        var builder = strategy.isStreamed()
                ? builder(strategy).maxStaleness(Duration.ofSeconds(2))
                : builder(strategy).maxStaleness(Duration.ofSeconds(2)).whenStale(WhenStale.reject());

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining(strategy.isStreamed() ? "whenStale: not stated" : "maxStaleness: stated");
    }
}
