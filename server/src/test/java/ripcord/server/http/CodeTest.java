package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `spec/errors.md` is the one place that says what errors mean; the code has its codes.
class CodeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d+) \\|");

    @Test
    void everyCodeIsDescribedWithItsStatusAndNoOther() throws IOException {
        var text = Files.readString(Path.of("../spec/errors.md")).split("## OAuth endpoints", 2)[0];

        assertThat(ROW.matcher(text).results().map(row -> row.group(2) + " " + row.group(1)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Code.values())
                        .map(code -> code.status() + " " + code.wireName())
                        .toList());
    }
}
