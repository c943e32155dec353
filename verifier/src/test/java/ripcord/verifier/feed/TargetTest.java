package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TargetTest {
    @Test
    void readsWhatItWrites() {
        Target target = Target.of(TargetType.SUBJECT, "default", "alice");

        assertThat(Target.fromBase64url(target.toString())).isEqualTo(target);
    }

    @Test
    void typeTenantAndValueAreKeptApart() {
        assertThat(Target.of(TargetType.SUBJECT, "a", "b"))
                .isNotEqualTo(Target.of(TargetType.CLIENT, "a", "b"))
                .isNotEqualTo(Target.of(TargetType.SUBJECT, "ab", ""))
                .isNotEqualTo(Target.of(TargetType.SUBJECT, "", "ab"));
    }

    @Test
    void oneTextPerTarget() {
        String text = Target.of(TargetType.TENANT, "default", "").toString();
        String spare = text.substring(0, 21) + (char) (text.charAt(21) + 1);

        for (String wrong : new String[] {"", text + "A", text.substring(1), spare, "!" + text.substring(1)}) {
            assertThatThrownBy(() -> Target.fromBase64url(wrong))
                    .as(wrong)
                    .isInstanceOf(FeedException.class)
                    .hasMessageNotContaining(wrong.isEmpty() ? "\0" : wrong);
        }
    }

    @Test
    void thoseOfATenantAreMadeInAnyOrderAsOneByOne() {
        var targets = new TenantTargets("zürich");
        var maker = targets.maker();
        for (TargetType type : TargetType.values()) {
            for (String value : new String[] {"", "a", "é😀", "x".repeat(200)}) {
                assertThat(maker.of(type, value)).isEqualTo(Target.of(type, "zürich", value));
            }
        }
        assertThat(targets.tenant()).isEqualTo(Target.of(TargetType.TENANT, "zürich", ""));
    }
}
