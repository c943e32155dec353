package ripcord.verifier;

/** Other people's text, made fit for a log: short, and free of what could break a line or pretend to be one. */
final class Quoted {
    private static final int LONGEST = 120;

    private Quoted() {}

    static String text(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().limit(LONGEST).forEach(c -> quoted.appendCodePoint(isPlain(c) ? c : '?'));
        return quoted.append(text.length() > LONGEST ? "…\"" : "\"").toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> c != '"';
        };
    }
}
