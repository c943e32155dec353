package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeclarationTest {
    @Test
    void theServerIsNeverToldLessThanIsUsed() {
        var declared = new Declaration(
                "orders", Duration.ofNanos(100_000_001), "accept", Optional.of(Duration.ofNanos(200_999_999)), "");

        assertThat(declared.query()).contains("max_staleness_ms=101&").endsWith("accept_for_ms=201");
    }
}
