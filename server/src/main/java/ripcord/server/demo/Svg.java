package ripcord.server.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import ripcord.server.demo.Span.Look;

/// Lines as a picture of a terminal: SVG 1.1 with no script and nothing fetched, whose colours follow the reader's
/// preference of light or dark.
final class Svg {
    private static final double COLUMN = 8.43;
    private static final int ROW = 20;
    private static final int MARGIN = 20;
    private static final int BAR = 34;
    private static final String STYLE = """
              .screen { fill: #ffffff; stroke: #d0d7de; }
              .dot { fill: #d0d7de; }
              text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
                     fill: #1f2328; white-space: pre; }
              .title { font-weight: 700; } .quiet { fill: #59636e; } .good { fill: #1a7f37; }
              .bad { fill: #c21c2c; } .number { fill: #0550ae; }
              @media (prefers-color-scheme: dark) {
                .screen { fill: #0d1117; stroke: #3d444d; } .dot { fill: #3d444d; } text { fill: #e6edf3; }
                .quiet { fill: #9198a1; } .good { fill: #3fb950; } .bad { fill: #ff7b72; } .number { fill: #79c0ff; }
              }
            """;

    private Svg() {}

    /// @param title what a screen reader says
    static String of(String title, List<Line> lines) {
        int columns =
                lines.stream().mapToInt(line -> line.plain().length()).max().orElse(0);
        int width = (int) Math.ceil(columns * COLUMN) + 2 * MARGIN;
        int height = BAR + lines.size() * ROW + MARGIN;
        var body = new StringBuilder();
        for (int row = 0; row < lines.size(); row++) {
            body.append(text(lines.get(row), BAR + ROW * row + ROW * 3 / 4));
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>%3$s</title>
                <style>
                %4$s</style>
                <rect class="screen" x="0.5" y="0.5" width="%5$d" height="%6$d" rx="8"/>
                <circle class="dot" cx="20" cy="17" r="5"/><circle class="dot" cx="38" cy="17" r="5"/>
                <circle class="dot" cx="56" cy="17" r="5"/>
                %7$s</svg>
                """.formatted(width, height, escaped(title), STYLE, width - 1, height - 1, body);
    }

    /// Each piece is put where its column is, so that a reader's font cannot shift what follows.
    private static String text(Line line, int y) {
        var pieces = new StringBuilder();
        int column = 0;
        for (var span : line.spans()) {
            if (!span.text().isBlank()) {
                pieces.append(piece(span, column, y));
            }
            column += span.text().length();
        }
        return pieces.toString();
    }

    private static String piece(Span span, int column, int y) {
        double width = span.text().length() * COLUMN;
        var look = span.look() == Look.PLAIN
                ? ""
                : " class=\"" + span.look().name().toLowerCase(Locale.ROOT) + "\"";
        return String.format(
                Locale.ROOT,
                "<text xml:space=\"preserve\" x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>%s</text>%n",
                MARGIN + column * COLUMN,
                y,
                width,
                look,
                escaped(span.text()));
    }

    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(point -> switch (point) {
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '&' -> "&amp;";
                    case '"' -> "&quot;";
                    // What XML 1.0 has no place for (section 2.2).
                    default -> point < 0x20 ? " " : Character.toString(point);
                })
                .collect(Collectors.joining());
    }
}
