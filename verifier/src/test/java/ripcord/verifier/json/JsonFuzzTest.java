package ripcord.verifier.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever bytes come in: a value, or the one exception. */
class JsonFuzzTest {
    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) {
        try {
            assertThat(Json.parse(bytes, JsonLimits.TOKEN)).isNotNull();
        } catch (JsonException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
