package ripcord.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.policy.Policy.StaleMode;
import ripcord.server.policy.PolicyDocument.Reading.Faulty;
import ripcord.server.policy.PolicyDocument.Reading.Valid;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PolicyDocumentTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static ObjectNode document() {
        return PolicyDocument.write(Policy.DEFAULT);
    }

    private static List<String> faults(ObjectNode document) {
        return switch (PolicyDocument.read(document)) {
            case Valid _ -> List.of();
            case Faulty(var faults) -> faults.stream().map(Fault::field).toList();
        };
    }

    private static ObjectNode with(String path, String json) {
        var document = document();
        int dot = path.indexOf('.');
        ((ObjectNode) document.get(path.substring(0, dot))).set(path.substring(dot + 1), JSON.readTree(json));
        return document;
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        assertThat(PolicyDocument.read(document())).isEqualTo(new Valid(Policy.DEFAULT));
    }

    @Test
    void theDefaultIsTheContracts() {
        assertThat(document().toString()).isEqualTo(JSON.readTree("""
                        { "session":  { "idle": "P7D", "absolute": "P30D", "binding": "record", "max_per_subject": null, "when_exceeded": "end_oldest", "history": "P90D" },
                          "cookie":   { "same_site": "Lax", "refresh_same_site": "Strict", "partitioned": false, "origins": [] },
                          "access_token": { "alg": "ES256", "lifetime": "PT15M", "jitter": 0.1, "max_bytes": 1024, "default_audience": "{issuer}", "authorization": "reference", "claims": [] },
                          "refresh":  { "grace": "PT10S", "recovery": "P1D" },
                          "revocation": { "strategy": "feed", "max_staleness": "PT2S", "when_stale": "introspect", "accept_for": null },
                          "keys":     { "rotate_every": "P30D", "announce": "P1D", "jwks_max_age": "PT15M" },
                          "clock":    { "leeway": "PT30S" },
                          "outage":   { "answer_from_memory_for": "PT0S" } }
                        """).toString());
    }

    @Test
    void aDocumentFromBeforeAFieldWasAddedIsStillWhole() {
        var document = document();
        ((ObjectNode) document.get("session")).remove("when_exceeded");
        ((ObjectNode) document.get("revocation")).remove("strategy");
        document.remove("outage");

        assertThat(PolicyDocument.read(document)).isEqualTo(new Valid(Policy.DEFAULT));
    }

    @Test
    void whatIsNotTheDefaultIsWrittenAndReadToo() {
        var document = with("session.max_per_subject", "3");
        ((ObjectNode) document.get("session")).put("when_exceeded", "refuse");
        ((ObjectNode) document.get("access_token"))
                .put("alg", "PS256")
                .putArray("claims")
                .add("plan")
                .add("https://example.com/seat");

        var policy = ((Valid) PolicyDocument.read(document)).policy();

        assertThat(PolicyDocument.write(policy)).isEqualTo(document);
        assertThat(policy.session().limit()).isEqualTo(new Policy.SessionLimit(3, Policy.WhenExceeded.REFUSE));
        assertThat(policy.accessToken().claims()).containsExactly("plan", "https://example.com/seat");
    }

    @Test
    void everyFaultIsTold() {
        var document = with("access_token.lifetime", "\"PT2H\"");
        ((ObjectNode) document.get("refresh")).put("grace", 10);
        ((ObjectNode) document.get("session")).remove("history");
        document.put("surprise", true);
        document.remove("clock");

        assertThat(faults(document))
                .containsExactlyInAnyOrder(
                        "access_token.lifetime", "refresh.grace", "session.history", "surprise", "clock");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            session.idle, `"PT59.999S"`
            session.idle, `"P31D"`
            session.idle, `"a week"`
            session.idle, `null`
            session.absolute, `"P401D"`
            session.absolute, `null`
            session.binding, `"ip"`
            session.max_per_subject, `0`
            session.max_per_subject, `1001`
            session.max_per_subject, `"5"`
            session.when_exceeded, `"end_newest"`
            session.when_exceeded, `null`
            session.history, `"PT1H"`
            cookie.same_site, `"None"`
            cookie.partitioned, `"true"`
            cookie.origins, `"https://a.example"`
            cookie.origins, `["https://a.example/path"]`
            cookie.origins, `["https://a.example", "https://a.example"]`
            access_token.alg, `"HS256"`
            access_token.alg, `"none"`
            access_token.lifetime, `"PT59S"`
            access_token.lifetime, `"PT1H0.001S"`
            access_token.jitter, `0.6`
            access_token.jitter, `-0.1`
            access_token.max_bytes, `512.5`
            access_token.max_bytes, `511`
            access_token.default_audience, `""`
            access_token.authorization, `"all"`
            access_token.claims, `["sub"]`
            access_token.claims, `["plan", "plan"]`
            access_token.claims, `["two words"]`
            access_token.claims, `"plan"`
            refresh.grace, `"PT60.001S"`
            refresh.recovery, `"P31D"`
            revocation.strategy, `"none"`
            revocation.max_staleness, `"PT0.0999S"`
            revocation.when_stale, `"ignore"`
            revocation.accept_for, `"PT1M"`
            keys.announce, `"PT14M"`
            keys.rotate_every, `"PT23H"`
            clock.leeway, `"PT5M0.001S"`
            outage.answer_from_memory_for, `"PT2.001S"`
            outage.answer_from_memory_for, `null`
            """)
    void aValueOutOfItsBoundsIsNamed(String field, String value) {
        assertThat(faults(with(field, value))).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"none\"", "\"user_agent\"", "\"ip_prefix\"", "\"Record\"", "\"\"", "null", "true"})
    void aSessionIsBoundToNothingYetAndWhoeverAsksForThatIsToldSo(String binding) {
        assertThat(PolicyDocument.read(with("session.binding", binding)))
                .isEqualTo(new Faulty(List.of(new Fault("session.binding", "\"record\""))));
    }

    @Test
    void acceptNeedsForHowLongAndThatIsNotShorterThanTheBound() {
        var without = with("revocation.when_stale", "\"accept\"");
        assertThat(faults(without)).containsExactly("revocation.accept_for");

        ((ObjectNode) without.get("revocation")).put("accept_for", "PT1.999S");
        assertThat(faults(without)).containsExactly("revocation.accept_for");

        ((ObjectNode) without.get("revocation")).put("accept_for", "PT2S");
        assertThat(PolicyDocument.read(without))
                .isInstanceOfSatisfying(
                        Valid.class,
                        valid -> assertThat(valid.policy().revocation())
                                .isEqualTo(new Policy.RevocationPolicy(
                                        Policy.RevocationStrategy.FEED,
                                        Duration.ofSeconds(2),
                                        StaleMode.ACCEPT,
                                        Duration.ofSeconds(2))));
    }

    @Test
    void aServerThatIsCutOffMayAcceptNoLongerThanAVerifierAndNeverForMoreThanMinutes() {
        var document = with("revocation.when_stale", "\"accept\"");
        ((ObjectNode) document.get("revocation")).put("accept_for", "PT1M");
        var outage = (ObjectNode) document.get("outage");
        outage.put("answer_from_memory_for", "PT1M");
        assertThat(faults(document)).isEmpty();
        outage.put("answer_from_memory_for", "PT1M0.001S");
        assertThat(faults(document)).containsExactly("outage.answer_from_memory_for");

        ((ObjectNode) document.get("revocation")).put("accept_for", "PT1H");
        outage.put("answer_from_memory_for", "PT5M");
        assertThat(faults(document)).isEmpty();
        outage.put("answer_from_memory_for", "PT5M0.001S");
        assertThat(faults(document)).containsExactly("outage.answer_from_memory_for");
    }

    @Test
    void aPolicyThatSaysNothingOfOutagesIsKeptAsBeforeThereWereAny() {
        assertThat(PolicyDocument.stored(Policy.DEFAULT).has("outage")).isFalse();
        assertThat(PolicyDocument.read(PolicyDocument.stored(Policy.DEFAULT))).isEqualTo(new Valid(Policy.DEFAULT));

        var loose = with("outage.answer_from_memory_for", "\"PT2S\"");
        var policy = ((Valid) PolicyDocument.read(loose)).policy();
        assertThat(PolicyDocument.stored(policy)).isEqualTo(loose);
    }

    @Test
    void aDocumentThatIsNoObjectHasOneFault() {
        assertThat(PolicyDocument.read(JSON.readTree("[]")))
                .isInstanceOfSatisfying(
                        Faulty.class,
                        faulty -> assertThat(faulty.faults()).first().isEqualTo(new Fault("policy", "an object")));
    }
}
