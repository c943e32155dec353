package ripcord.server.cli;

/// Text of others, made fit for a line on a terminal.
final class Plain {
    private static final int LONGEST = 400;

    private Plain() {}

    /// `text` with everything that is no visible character written out, so that it can neither move the cursor nor
    /// pretend to be another line.
    static String line(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format("\\u%04x", c));
            }
        });
        return line.toString();
    }

    /// As [#line(String)], and cut where nobody reads on.
    static String message(String text) {
        var line = line(text);
        if (line.length() <= LONGEST) {
            return line;
        }
        return line.substring(0, LONGEST / 2) + " … " + line.substring(line.length() - LONGEST / 4);
    }

    /// How many columns `text` takes, as far as that can be known without asking the terminal.
    static int width(String text) {
        return text.codePoints().map(Plain::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0x1F300 && c <= 0x1F9FF)
                || (c >= 0x20000 && c <= 0x3FFFD);
    }

    /// Whether it shows, and does nothing else.
    static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
