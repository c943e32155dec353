package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The streams of {@code spec/vectors/feed.json}, event by event. */
final class FeedVectorsTest {
    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

    @TestFactory
    Stream<DynamicTest> everyStreamIsUnderstoodAsTheContractSays() {
        JsonNode vectors = new ObjectMapper()
                .readTree(Path.of(System.getProperty("ripcord.root"), "spec", "vectors", "feed.json")
                        .toFile());
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode stream : vectors.get("streams")) {
            tests.add(
                    DynamicTest.dynamicTest(stream.get("name").asString(), () -> new Play(stream.get("steps")).run()));
        }
        return tests.stream();
    }

    private static final class Play {
        private final MovableClocks clocks = new MovableClocks();
        private final Holdings holdings = new Holdings(new EntrySet(1000, 42), clocks);
        private final JsonNode steps;
        private Position held;
        private StreamState state;

        Play(JsonNode steps) {
            this.steps = steps;
        }

        void run() {
            for (int i = 0; i < steps.size(); i++) {
                JsonNode step = steps.get(i);
                if (step.has("connect")) {
                    setClocks(step.get("connect"));
                    connect();
                } else if (step.has("receive")) {
                    clocksOfNextAsk(i);
                    receive(step.get("receive").asString(), isCut(i + 1));
                } else if (step.has("ask")) {
                    setClocks(step.get("ask"));
                    ask(step);
                } else if (step.has("void")) {
                    assertThat(isVoid(step.get("void")))
                            .as(step.toString())
                            .isEqualTo(step.get("is").asBoolean());
                } else if (step.has("old")) {
                    assertThat(isOld(step.get("old")))
                            .as(step.toString())
                            .isEqualTo(step.get("is").asBoolean());
                } else {
                    assertThat(step.has("lost") || step.has("cut"))
                            .as(step.toString())
                            .isTrue();
                }
            }
        }

        private boolean isCut(int index) {
            return index < steps.size() && steps.get(index).has("cut");
        }

        /** The file says what the clocks read when asked, not when the text came: just before, then. */
        private void clocksOfNextAsk(int from) {
            for (int i = from; i < steps.size(); i++) {
                if (steps.get(i).has("ask")) {
                    setClocks(steps.get(i).get("ask"));
                    return;
                }
            }
            clocks.set(clocks.monoNanos() + 60_000_000_000L, clocks.wallMillis() + 60_000);
        }

        private void setClocks(JsonNode readings) {
            BigDecimal mono = readings.get("mono_ms").decimalValue().multiply(NANOS_PER_MILLI);
            clocks.set(mono.longValueExact(), readings.get("wall_ms").asLong());
        }

        private void connect() {
            remember();
            state = new StreamState(new Opening(Moment.now(clocks), held), clocks, holdings, new Recorder(holdings));
        }

        private void remember() {
            if (state != null && state.position() != null) {
                held = state.position();
            }
        }

        private void receive(String text, boolean cut) {
            if (cut) {
                assertThatThrownBy(() -> read(text)).isInstanceOf(FeedException.class);
            } else {
                read(text);
            }
        }

        private void read(String text) {
            var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            var reader = new FeedReader(new SseStream(bytes, () -> {}), state);
            try {
                while (reader.readNext()) {
                    remember();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void ask(JsonNode step) {
            Evidence evidence = holdings.evidence();
            long nanos = evidence.stalenessNanos(clocks.monoNanos(), clocks.wallMillis());
            if (step.get("staleness_ms").isNull()) {
                assertThat(nanos).isEqualTo(Long.MAX_VALUE);
            } else {
                assertThat(nanos / 1e6)
                        .as(step.toString())
                        .isCloseTo(step.get("staleness_ms").asDouble(), within(0.001));
            }
            remember();
            assertThat(held == null ? 0 : held.seq())
                    .as(step.toString())
                    .isEqualTo(step.get("seq").asLong());
        }

        private boolean isVoid(JsonNode what) {
            Target target = Target.fromBase64url(what.get("target").asString());
            String type = what.get("target_type").asString();
            return (type.equals("token") || type.equals("signing_key"))
                    ? holdings.entries().barred(target)
                    : holdings.entries().revokedAfter(target, what.get("rev").asLong());
        }

        private boolean isOld(JsonNode what) {
            Target target = Target.fromBase64url(what.get("target").asString());
            return holdings.entries().anyAfter(target, what.get("as_of").asLong());
        }
    }
}
