package ripcord.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, aligned. On a narrow terminal its widest column gives way. Not thread-safe.
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        this.heads = List.of(heads);
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
        while (columns > 0 && total(widths) > columns && shrinkWidest(widths)) {}
        return widths;
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private static boolean shrinkWidest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        if (widths[widest] <= NARROWEST) {
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
