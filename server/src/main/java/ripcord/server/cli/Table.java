package ripcord.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Rows under headings, aligned. On a narrow terminal its widest columns give way, as far as that makes it fit; but not
/// those with what people copy. Not thread-safe.
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();
    private Set<String> whole = Set.of();

    Table(String... heads) {
        this.heads = List.of(heads);
    }

    /// These columns hold ids, which nobody could copy if they were cut.
    ///
    /// @param columns by their headings
    Table whole(String... columns) {
        whole = Set.of(columns);
        if (!heads.containsAll(whole)) {
            throw new IllegalArgumentException("columns: " + whole + " (expected: some of " + heads + ")");
        }
        return this;
    }

    /// @param cells as many as there are headings; text of others
    void row(String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + heads.size() + ")");
        }
        rows.add(Arrays.stream(cells).map(Plain::line).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// @param columns how wide the terminal is; 0 if it does not matter
    /// @param inked   whether states and headings are coloured
    List<String> lines(int columns, boolean inked) {
        var widths = widths(columns);
        var lines = new ArrayList<String>();
        lines.add(line(heads, widths, inked, Ink.BOLD));
        rows.forEach(row -> lines.add(line(row, widths, inked, Ink.PLAIN)));
        return lines;
    }

    private int[] widths(int columns) {
        var widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .mapToInt(row -> Plain.width(row.get(column)))
                    .reduce(Plain.width(heads.get(i)), Math::max);
        }
        return columns > 0 ? shrunk(widths, columns) : widths;
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    /// Lines that are too long anyhow lose nothing.
    private int[] shrunk(int[] natural, int columns) {
        var widths = natural.clone();
        while (total(widths) > columns) {
            if (!shrinkWidest(widths)) {
                return natural;
            }
        }
        return widths;
    }

    private boolean shrinkWidest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            boolean wider = widest < 0 || widths[i] > widths[widest];
            widest = wider && !whole.contains(heads.get(i)) ? i : widest;
        }
        if (widest < 0 || widths[widest] <= NARROWEST) {
            return false;
        }
        widths[widest]--;
        return true;
    }

    private static String line(List<String> cells, int[] widths, boolean inked, Ink ink) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = cut(cells.get(i), widths[i]);
            line.append(i == 0 ? "" : GAP).append(inked ? ink(ink, cell).on(cell) : cell);
            if (i < widths.length - 1) {
                line.repeat(' ', Math.max(0, widths[i] - Plain.width(cell)));
            }
        }
        return line.toString().stripTrailing();
    }

    private static Ink ink(Ink ink, String cell) {
        return ink == Ink.PLAIN ? Ink.of(cell) : ink;
    }

    private static String cut(String text, int width) {
        if (Plain.width(text) <= width) {
            return text;
        }
        var cut = new StringBuilder();
        int room = width - 1;
        for (int c : text.codePoints().toArray()) {
            room -= Plain.width(Character.toString(c));
            if (room < 0) {
                break;
            }
            cut.appendCodePoint(c);
        }
        return cut.append('…').toString();
    }
}
