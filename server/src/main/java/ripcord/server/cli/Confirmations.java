package ripcord.server.cli;

import java.util.List;

/// What is said about what verifiers know.
final class Confirmations {
    private Confirmations() {}

    /// What to print about an answer's `confirmation`; nothing if nobody was waited for.
    static List<String> lines(Doc answer) {
        var confirmation = answer.at("confirmation");
        if (!confirmation.isThere()) {
            return List.of();
        }
        var confirmed = confirmation.at("confirmed").items();
        var expired = confirmation.at("expired").items();
        var first = "confirmed by " + confirmed.size() + (confirmed.size() == 1 ? " verifier" : " verifiers")
                + names(confirmed) + " in " + confirmation.text("took_ms") + " ms";
        return expired.isEmpty()
                ? List.of(first)
                : List.of(first, "cannot accept by themselves any more: " + expired.size() + names(expired));
    }

    /// @throws Failure if a verifier neither confirmed nor became unable to accept
    static void requireComplete(Doc answer) {
        var missing = answer.at("confirmation", "missing").items();
        if (!missing.isEmpty()) {
            throw Failure.failed("done, but not confirmed in time by " + missing.size() + names(missing)
                    + " (ripcord verifiers shows how they are; asking again with --wait waits again)");
        }
    }

    private static String names(List<Doc> verifiers) {
        if (verifiers.isEmpty()) {
            return "";
        }
        return " ("
                + Plain.message(String.join(
                        ", ",
                        verifiers.stream().map(v -> v.text("name")).distinct().toList())) + ")";
    }
}
