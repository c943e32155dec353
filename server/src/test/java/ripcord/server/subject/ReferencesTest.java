package ripcord.server.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private static final int SOME = 3 * References.TOGETHER;

    private final References references = new References(new SecureRandom());

    private List<byte[]> made() {
        return Stream.generate(references::next)
                .limit(SOME)
                .map(Base64.getUrlDecoder()::decode)
                .toList();
    }

    private static int different(List<byte[]> made, Function<byte[], Object> part) {
        return new HashSet<>(made.stream().map(part).toList()).size();
    }

    private static String bytes(byte[] of, int from, int to) {
        var some = new StringBuilder();
        for (int i = from; i < to; i++) {
            some.append(of[i]).append(' ');
        }
        return some.toString();
    }

    @Test
    void aPageFullOfThemBeginsAlikeAndTheNextOneDoesNot() {
        var made = made();

        var first = made.subList(0, References.TOGETHER);
        assertThat(different(first, each -> bytes(each, 0, 4))).isOne();
        assertThat(different(made, each -> bytes(each, 0, 4))).isEqualTo(3);
    }

    @Test
    void eachHasTwelveBytesOfItsOwn() {
        var made = made();

        assertThat(made).allMatch(each -> each.length == 16);
        for (int from = 4; from < 16; from += 4) {
            int at = from;
            assertThat(different(made, each -> bytes(each, at, at + 4))).isEqualTo(SOME);
        }
    }
}
