package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
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
    void aNameIsTakenIfTheStatedFormTakesIt() {
        var form = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            var text = random.ints(random.nextInt(4), 0x20, 0x80)
                    .map(c -> random.nextInt(4) == 0 ? c : "az09-".charAt(c % 5))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            assertThat(TenantId.parse(text).isPresent())
                    .as(text)
                    .isEqualTo(form.matcher(text).matches());
        }
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertThat(TenantId.parse("a".repeat(63))).isPresent();
        assertThat(TenantId.parse("a".repeat(64))).isEmpty();
    }
}
