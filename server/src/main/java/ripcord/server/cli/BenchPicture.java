package ripcord.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import ripcord.server.load.Latency;
import ripcord.server.load.Latency.Point;

/// Latencies by percentile, as SVG 1.1 with no script and nothing fetched: colours follow the reader's preference of
/// light or dark, curves differ by their dashes too, and a screen reader is told the figures.
final class BenchPicture {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 470;
    private static final int LEFT = 84;
    private static final int RIGHT = 690;
    private static final int TOP = 96;
    private static final int BOTTOM = 400;
    private static final int LEGEND = 714;
    private static final int LEGEND_ROW = 58;
    private static final double LEAST_NINES = 2;
    private static final double HALF = Math.log10(2);
    private static final List<String> DASHES = List.of("", "7 4", "2 3", "10 3 2 3", "14 4", "4 2");
    private static final String STYLE = """
              .ground { fill: #ffffff; } .grid { stroke: #d0d7de; stroke-width: 1; }
              text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2328; }
              .title { font-size: 18px; font-weight: 700; } .quiet { fill: #59636e; } .name { font-weight: 700; }
              .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
              .c0 { stroke: #0550ae; } .c1 { stroke: #bc4c00; } .c2 { stroke: #1a7f37; }
              .c3 { stroke: #8250df; } .c4 { stroke: #bf3989; } .c5 { stroke: #6e5a00; }
              @media (prefers-color-scheme: dark) {
                .ground { fill: #0d1117; } .grid { stroke: #3d444d; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
                .c0 { stroke: #79c0ff; } .c1 { stroke: #ffa657; } .c2 { stroke: #3fb950; }
                .c3 { stroke: #d2a8ff; } .c4 { stroke: #ff9bce; } .c5 { stroke: #e3c64b; }
              }
            """;

    private final StringBuilder body = new StringBuilder();
    private final List<Curve> curves;
    private final double nines;
    private final double lowest;
    private final double highest;

    /// One kind of request.
    record Curve(String name, Latency latency) {
        private String figures() {
            return "p50 " + BenchReport.millis(latency.millisAt(50)) + ", p99 "
                    + BenchReport.millis(latency.millisAt(99));
        }

        private String longest() {
            return "longest " + BenchReport.millis(latency.longestMillis()) + " of " + latency.count();
        }
    }

    private BenchPicture(List<Curve> curves) {
        this.curves = curves;
        var points = curves.stream()
                .flatMap(curve -> curve.latency.distribution().stream())
                .toList();
        nines = points.stream().mapToDouble(BenchPicture::nines).reduce(LEAST_NINES, Math::max);
        lowest = decimal(points.stream().mapToDouble(Point::millis).min().orElse(1), false);
        highest = Math.max(
                lowest * 10,
                decimal(points.stream().mapToDouble(Point::millis).max().orElse(1), true));
    }

    /// @param title what is shown
    /// @param lines under what circumstances, a line each
    /// @param all   of requests that were answered at least once; may be empty
    static String of(String title, String lines, List<Curve> all) {
        var picture = new BenchPicture(all);
        picture.axes();
        for (int i = 0; i < all.size(); i++) {
            picture.curve(i);
            picture.legend(i);
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-labelledby="t d">
                <title id="t">%3$s</title>
                <desc id="d">%4$s</desc>
                <style>
                %5$s</style>
                <rect class="ground" width="%1$d" height="%2$d"/>
                %6$s%7$s</svg>
                """.formatted(
                        WIDTH,
                        HEIGHT,
                        escaped(title),
                        escaped(description(lines, all)),
                        STYLE,
                        head(title, lines),
                        picture.body);
    }

    private static String description(String lines, List<Curve> all) {
        return lines.replace("\n", "; ")
                + all.stream()
                        .map(curve -> ". " + curve.name + ": " + curve.figures() + ", " + curve.longest())
                        .collect(Collectors.joining());
    }

    private static String head(String title, String lines) {
        var head = new StringBuilder(text(24, 34, "title", title));
        int y = 56;
        for (var line : lines.lines().toList()) {
            head.append(text(24, y, "quiet", line));
            y += 19;
        }
        return head.toString();
    }

    private static double nines(Point point) {
        return -Math.log10(point.beyond());
    }

    /// The nearest of 1, 2, 5, 10, 20, ... that is not above, or not below.
    private static double decimal(double millis, boolean up) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(millis, 0.001))));
        var steps = List.of(1.0, 2.0, 5.0, 10.0);
        return up
                ? steps.stream()
                        .map(step -> step * power)
                        .filter(step -> step >= millis)
                        .findFirst()
                        .orElse(10 * power)
                : steps.reversed().stream()
                        .map(step -> step * power)
                        .filter(step -> step <= millis)
                        .findFirst()
                        .orElse(power);
    }

    private double x(double atNines) {
        return LEFT + atNines / nines * (RIGHT - LEFT);
    }

    private double y(double millis) {
        double part = Math.log10(Math.max(millis, lowest) / lowest) / Math.log10(highest / lowest);
        return BOTTOM - part * (BOTTOM - TOP);
    }

    private void axes() {
        for (double millis : steps()) {
            grid(LEFT, y(millis), RIGHT, y(millis));
            body.append(end(LEFT - 8, y(millis) + 4, tick(millis)));
        }
        vertical(0, "0");
        vertical(HALF, "50 %");
        for (int nine = 1; nine <= nines; nine++) {
            vertical(nine, nine == 1 ? "90 %" : nine == 2 ? "99 %" : "99." + "9".repeat(nine - 2) + " %");
        }
        body.append(
                text(LEFT, BOTTOM + 46, "quiet", "Percentile: which part of all requests took no longer than that"));
    }

    private List<Double> steps() {
        var steps = new ArrayList<Double>();
        for (double power = Math.pow(10, Math.floor(Math.log10(lowest) + 1e-9));
                power <= highest * 1.001;
                power *= 10) {
            for (int step : List.of(1, 2, 5)) {
                double millis = power * step;
                if (millis >= lowest * 0.999 && millis <= highest * 1.001) {
                    steps.add(millis);
                }
            }
        }
        return steps;
    }

    private static String tick(double millis) {
        return millis >= 1000
                ? String.format(Locale.ROOT, "%.0f s", millis / 1000)
                : String.format(
                        Locale.ROOT,
                        millis < 0.01 ? "%.3f ms" : millis < 0.1 ? "%.2f ms" : millis < 1 ? "%.1f ms" : "%.0f ms",
                        millis);
    }

    private void vertical(double atNines, String label) {
        grid(x(atNines), TOP, x(atNines), BOTTOM);
        body.append(middle(x(atNines), BOTTOM + 20, label));
    }

    private void grid(double x1, double y1, double x2, double y2) {
        body.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private void curve(int index) {
        var points = curves.get(index).latency.distribution().stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(nines(point)), y(point.millis())))
                .collect(Collectors.joining(" "));
        body.append("<polyline class=\"curve c%d\" stroke-dasharray=\"%s\" points=\"%s\"/>%n"
                .formatted(index % DASHES.size(), DASHES.get(index % DASHES.size()), points));
    }

    private void legend(int index) {
        int y = TOP + 6 + index * LEGEND_ROW;
        var curve = curves.get(index);
        body.append("<polyline class=\"curve c%d\" stroke-dasharray=\"%s\" points=\"%d,%d %d,%d\"/>%n"
                .formatted(index % DASHES.size(), DASHES.get(index % DASHES.size()), LEGEND, y, LEGEND + 34, y));
        body.append(text(LEGEND + 44, y + 4, "name", curve.name));
        body.append(text(LEGEND, y + 21, "quiet", curve.figures()));
        body.append(text(LEGEND, y + 37, "quiet", curve.longest()));
    }

    private static String text(double x, double y, String look, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, look, escaped(text));
    }

    private static String end(double x, double y, String text) {
        return text(x, y, "quiet\" text-anchor=\"end", text);
    }

    private static String middle(double x, double y, String text) {
        return text(x, y, "quiet\" text-anchor=\"middle", text);
    }

    private static String escaped(String text) {
        return Plain.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
