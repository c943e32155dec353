package ripcord.server.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import ripcord.server.policy.Policy.RefreshPolicy;
import ripcord.server.refresh.RotationDecision.Move;
import ripcord.server.refresh.RotationDecision.Presented;
import ripcord.server.refresh.RotationDecision.Repeat;
import ripcord.server.refresh.RotationDecision.Reused;
import ripcord.server.refresh.RotationDecision.Superseded;
import ripcord.server.session.Presenter;
import ripcord.server.session.RefreshState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The table, row by row, as `spec/vectors/refresh.json` has it.
class RotationDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
    private static final Presenter OWNER = new Presenter("192.0.2.0/24", "owner", "shop");
    private static final Presenter OTHER = new Presenter("198.51.100.0/24", "other", "shop");

    private static JsonNode vectors() throws Exception {
        var file = Path.of(System.getProperty("ripcord.root", ".."), "spec", "vectors", "refresh.json");
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    @TestFactory
    Stream<DynamicTest> everySingle() throws Exception {
        return named(vectors().get("singles"), RotationDecisionTest::single);
    }

    @TestFactory
    Stream<DynamicTest> everySequence() throws Exception {
        return named(vectors().get("sequences"), RotationDecisionTest::sequence);
    }

    private interface Check {
        void of(JsonNode vector);
    }

    private static Stream<DynamicTest> named(JsonNode vectors, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        vectors.forEach(
                vector -> tests.add(DynamicTest.dynamicTest(vector.get("name").stringValue(), () -> check.of(vector))));
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static RefreshPolicy policy(JsonNode vector) {
        var policy = vector.get("policy");
        return new RefreshPolicy(
                Duration.ofMillis(policy.get("grace_ms").longValue()),
                Duration.ofMillis(policy.get("recovery_ms").longValue()));
    }

    private static void single(JsonNode vector) {
        var given = state(vector.get("given"));
        var presenter = vector.get("same_presenter").booleanValue() ? OWNER : OTHER;
        var presented = new Presented(vector.get("presented").intValue(), presenter, NOW);

        var decision = RotationDecision.decide(given, presented, policy(vector));

        assertThat(outcome(decision)).isEqualTo(vector.get("outcome").stringValue());
        if (vector.has("then") && !vector.get("then").isNull()) {
            var then = decision instanceof Move move ? move.next() : given;
            assertThat(row(then)).isEqualTo(row(state(vector.get("then"))));
        }
        if (vector.has("answer") && !vector.get("answer").isNull()) {
            int newest = decision instanceof Move move ? move.next().newest() : given.newest();
            assertThat(newest).isEqualTo(vector.get("answer").intValue());
        }
    }

    private static RefreshState state(JsonNode given) {
        var elapsed = given.get("elapsed_ms");
        return new RefreshState(
                given.get("n").intValue(),
                given.get("first").intValue(),
                given.get("p").isNull() ? null : given.get("p").intValue(),
                elapsed.isNull() ? null : NOW.minusMillis(elapsed.longValue()),
                given.get("newest_presented").booleanValue(),
                OWNER);
    }

    /// Without the presenter: the vectors do not say who it is afterwards.
    private static List<Object> row(RefreshState state) {
        var row = new ArrayList<Object>();
        row.add(state.newest());
        row.add(state.renewed());
        row.add(state.exchanged());
        row.add(state.rotatedAt());
        row.add(state.newestPresented());
        return row;
    }

    private static String outcome(RotationDecision decision) {
        return switch (decision) {
            case Move move -> move.how().name().toLowerCase(Locale.ROOT);
            case Repeat _ -> "repeated";
            case Superseded _ -> "superseded";
            case Reused _ -> "reuse";
        };
    }

    private static void sequence(JsonNode vector) {
        var state = RefreshState.FIRST;
        boolean over = false;
        for (var step : vector.get("steps")) {
            var presenter = new Presenter("", step.get("presenter").stringValue(), "");
            var at = NOW.plusMillis(step.get("at_ms").longValue());
            var presented = new Presented(step.get("presented").intValue(), presenter, at);
            var decision = RotationDecision.decide(state, presented, policy(vector));
            assertThat(over ? "over" : outcome(decision))
                    .as("%s", step)
                    .isEqualTo(step.get("outcome").stringValue());
            over |= decision instanceof Reused;
            if (!over && decision instanceof Move move) {
                state = move.next();
            }
            if (step.has("answer")) {
                assertThat(state.newest())
                        .as("%s", step)
                        .isEqualTo(step.get("answer").intValue());
            }
        }
    }

    @Test
    void theLastGenerationThereCanBeIsNeverExchanged() {
        var last = new RefreshState(Integer.MAX_VALUE, 1, Integer.MAX_VALUE - 1, NOW, false, OWNER);

        var decision = RotationDecision.decide(
                last,
                new Presented(Integer.MAX_VALUE, OWNER, NOW.plusSeconds(60)),
                new RefreshPolicy(Duration.ofSeconds(10), Duration.ZERO));

        assertThat(decision).isEqualTo(new Reused());
    }
}
