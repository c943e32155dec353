package ripcord.server.demo;

/// A piece of a line in one look.
record Span(String text, Look look) {
    /// How it looks where that can be shown.
    enum Look {
        PLAIN("0"),
        TITLE("1"),
        QUIET("2"),
        GOOD("32"),
        BAD("31"),
        NUMBER("36");

        private final String code;

        Look(String code) {
            this.code = code;
        }

        /// The parameter of the terminal's "select graphic rendition" (ECMA-48 section 8.3.117).
        String code() {
            return code;
        }
    }
}
