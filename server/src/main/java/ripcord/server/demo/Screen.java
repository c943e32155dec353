package ripcord.server.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Where the demo shows itself: lines that stay, and on a terminal a block below them that changes. Thread-safe.
///
/// Without a terminal a block is left out until it is final, and nothing but text is written.
final class Screen {
    private static final String CLEAR_BELOW = "\r\u001b[J";

    private final PrintStream out;
    private final boolean isLive;
    private final Function<Line, String> form;
    private final List<Line> kept = new ArrayList<>();
    private int blockHeight;

    /// @param isLive whether `out` is a terminal
    /// @param colour whether it is to be coloured
    Screen(PrintStream out, boolean isLive, boolean colour) {
        this.out = out;
        this.isLive = isLive;
        this.form = colour ? Line::coloured : Line::plain;
    }

    /// Adds a line that stays.
    synchronized void line(Line line) {
        eraseBlock();
        out.println(form.apply(line));
        out.flush();
        kept.add(line);
    }

    /// Shows a block in place of the one before.
    synchronized void block(List<Line> lines) {
        if (!isLive) {
            return;
        }
        eraseBlock();
        lines.forEach(line -> out.println(form.apply(line)));
        out.flush();
        blockHeight = lines.size();
    }

    private void eraseBlock() {
        if (blockHeight > 0) {
            out.print("\u001b[" + blockHeight + "A" + CLEAR_BELOW);
            blockHeight = 0;
        }
    }

    /// Every line that stayed.
    synchronized List<Line> kept() {
        return List.copyOf(kept);
    }
}
