package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "ä", "a/b", "a\n"})
    void whatCannotBeInAPathIsNoName(String text) {
        assertThat(TenantId.parse(text)).isEmpty();
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertThat(TenantId.parse("a".repeat(63))).isPresent();
        assertThat(TenantId.parse("a".repeat(64))).isEmpty();
    }
}
