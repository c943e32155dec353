package ripcord.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.server.demo.Span.Look;

class ScreenTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    private String written() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void withoutATerminalNothingButFinalTextIsWritten() {
        var screen = new Screen(out, false, false);

        screen.block(List.of(Line.of("changing")));
        screen.line(Line.of("a ").and(Look.BAD, "refused"));

        assertThat(written()).isEqualTo("a refused\n");
    }

    @Test
    void aLineThatStaysTakesThePlaceOfTheBlock() {
        var screen = new Screen(out, true, false);

        screen.block(List.of(Line.of("one"), Line.of("two")));
        screen.line(Line.of("kept"));

        assertThat(written()).isEqualTo("one\ntwo\n\u001b[2A\r\u001b[Jkept\n");
        assertThat(screen.kept()).containsExactly(Line.of("kept"));
    }

    @Test
    void coloursAreLeftOutWhereTheyAreNotWanted() {
        new Screen(out, true, false).line(Line.of(Look.GOOD, "good"));
        new Screen(out, true, true).line(Line.of(Look.GOOD, "good"));

        assertThat(written()).isEqualTo("good\n\u001b[32mgood\u001b[0m\n");
    }
}
