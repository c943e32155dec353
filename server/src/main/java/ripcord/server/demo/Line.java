package ripcord.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ripcord.server.demo.Span.Look;

/// A line of what the demo shows.
record Line(List<Span> spans) {
    Line {
        spans = List.copyOf(spans);
    }

    static Line of(String text) {
        return of(Look.PLAIN, text);
    }

    static Line of(Look look, String text) {
        return new Line(List.of(new Span(text, look)));
    }

    Line and(Look look, String text) {
        var all = new ArrayList<>(spans);
        all.add(new Span(text, look));
        return new Line(all);
    }

    Line and(String text) {
        return and(Look.PLAIN, text);
    }

    String plain() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }

    /// With the control sequences of a terminal.
    String coloured() {
        return spans.stream().map(Line::coloured).collect(Collectors.joining());
    }

    private static String coloured(Span span) {
        return span.look() == Look.PLAIN
                ? span.text()
                : "\u001b[" + span.look().code() + "m" + span.text() + "\u001b[0m";
    }
}
