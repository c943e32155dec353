package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierBuilderTest {
    private static final String ISSUER = "http://localhost:8480/t/default";
    /** What has to be stated, each by itself. */
    private static final Map<String, Consumer<VerifierBuilder>> STATEMENTS = Map.of(
            "issuer", builder -> builder.issuer(ISSUER),
            "audience", builder -> builder.audience("orders"),
            "algorithms", builder -> builder.algorithms(Algorithm.ES256),
            "maxStaleness", builder -> builder.maxStaleness(Duration.ofSeconds(2)),
            "whenStale", builder -> builder.whenStale(WhenStale.reject()),
            "apiKey", builder -> builder.apiKey("rc_k_x"));

    private static VerifierBuilder complete() {
        var builder = Verifier.builder();
        STATEMENTS.values().forEach(statement -> statement.accept(builder));
        return builder;
    }

    private static void buildWith(Consumer<VerifierBuilder> fault) {
        var builder = complete();
        fault.accept(builder);
        builder.build().close();
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotStatedIsRefusedByName() {
        return STATEMENTS.keySet().stream()
                .map(left -> DynamicTest.dynamicTest(left, () -> {
                    var builder = Verifier.builder();
                    STATEMENTS.forEach((name, statement) -> {
                        if (!name.equals(left)) {
                            statement.accept(builder);
                        }
                    });

                    assertThatIllegalStateException()
                            .isThrownBy(builder::build)
                            .withMessageStartingWith(left + ": not stated (expected: .");
                }));
    }

    @Test
    void anIssuersOwnAudienceComesBeforeTheOneOfAll() {
        var trust = complete()
                .issuer("http://localhost:8480/t/acme", "acme-orders")
                .settings()
                .trust();

        assertThat(trust.audienceOf(ISSUER)).contains("orders");
        assertThat(trust.audienceOf("http://localhost:8480/t/acme")).contains("acme-orders");
    }

    @Test
    void anyAudienceIsALongWord() {
        var builder = Verifier.builder().allowAnyAudience();
        STATEMENTS.forEach((name, statement) -> {
            if (!name.equals("audience")) {
                statement.accept(builder);
            }
        });

        assertThat(builder.settings().trust().audiences()).containsEntry(ISSUER, Optional.empty());
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBeIsRefusedWithWhatWasExpected() {
        Map<String, Consumer<VerifierBuilder>> wrong = Map.ofEntries(
                Map.entry("leeway: PT5M0.001S", builder -> builder.leeway(Duration.ofMillis(300_001))),
                Map.entry("leeway: PT-1S", builder -> builder.leeway(Duration.ofSeconds(-1))),
                Map.entry("maxStaleness: PT0.099S", builder -> builder.maxStaleness(Duration.ofMillis(99))),
                Map.entry("maxStaleness: PT1H0.001S", builder -> builder.maxStaleness(Duration.ofMillis(3_600_001))),
                Map.entry("acceptFor: PT1S", builder -> builder.whenStale(WhenStale.acceptFor(Duration.ofSeconds(1)))),
                Map.entry("audience: \"\"", builder -> builder.audience("")),
                Map.entry("name: \"a b\"", builder -> builder.name("a b")),
                Map.entry("version: \"1/2\"", builder -> builder.version("1/2")),
                Map.entry("apiKeyFile: no-such-file", builder -> builder.apiKeyFile(Path.of("no-such-file"))),
                Map.entry("cachedTokens: 0", builder -> builder.cachedTokens(0)),
                Map.entry("cachedTokens: 2147483647", builder -> builder.cachedTokens(Integer.MAX_VALUE)),
                Map.entry("API key: 0 characters", builder -> builder.apiKey(" \n")),
                Map.entry("API key: 11 characters", builder -> builder.apiKey("Bearer rc_k")),
                Map.entry("address: http://id.example", builder -> builder.server(URI.create("http://id.example"))),
                Map.entry("address: ftp://localhost", builder -> builder.server(URI.create("ftp://localhost"))));
        return wrong.entrySet().stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.getKey(),
                        () -> assertThatIllegalArgumentException()
                                .isThrownBy(() -> buildWith(fault.getValue()))
                                .withMessageStartingWith(fault.getKey())
                                .withMessageContaining("(expected: ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8480",
                "http://localhost:8480/t/",
                "http://localhost:8480/t/default/",
                "http://localhost:8480/t/Default",
                "http://localhost:8480/t/-a",
                "http://localhost/t/a?b",
                "http://localhost/t/a#b",
                "https://user@host/t/a",
                "//host/t/a",
                "urn:t:a",
                "",
                "https:///t/a"
            })
    void anIssuerThatIsNoneIsRefused(String issuer) {
        var builder = complete().issuer(issuer);

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith("issuer: \"");
    }

    @Test
    void issuersOfSeveralServersNeedOneThatIsStated() {
        var builder = complete().issuer("https://id.example/t/acme");

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("server: not stated")
                .withMessageEndingWith("(expected: .server(uri))");
    }

    @Test
    void anAudienceAndNoneAreNotBothMeant() {
        var builder = complete().allowAnyAudience();

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageStartingWith("audience: stated, and");
    }

    @Test
    void acceptingForMoreThanADayIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WhenStale.acceptFor(Duration.ofDays(1).plusMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> WhenStale.acceptFor(Duration.ZERO));
    }

    @Test
    void theKeyIsNeverPrinted() {
        var builder = complete().apiKey("rc_k_secret");

        assertThat(builder.settings().toString()).doesNotContain("secret");
    }

    @Test
    void nullIsRefusedWhereItIsHandedOver() {
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> Verifier.builder().audience(null))
                .withMessage("audience");
    }

    @Test
    void aVerifierWithoutAServerRejectsAndCloses() throws Exception {
        try (Verifier verifier =
                complete().server(URI.create("http://localhost:1")).build()) {
            assertThat(verifier.awaitFresh(Duration.ofMillis(20))).isFalse();
            assertThat(verifier.freshness().staleness()).isEmpty();
        }
    }
}
