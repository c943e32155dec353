package ripcord.server.cli;

import java.util.Set;

/// What a word looks like on a terminal.
enum Ink {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private static final Set<String> GOOD = Set.of("alive", "active", "connected", "yes", "ok", "confirmed");
    private static final Set<String> BAD = Set.of("compromised", "missing", "suspended", "disabled", "lost", "revoke");
    private static final Set<String> OVER = Set.of("ended", "gone", "expired", "retiring", "invalidate");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /// `text` in this ink.
    String on(String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /// The ink of a state.
    static Ink of(String state) {
        if (GOOD.contains(state)) {
            return GREEN;
        }
        if (BAD.contains(state)) {
            return RED;
        }
        return OVER.contains(state) ? DIM : PLAIN;
    }
}
