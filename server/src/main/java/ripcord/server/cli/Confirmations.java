package ripcord.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
        var lines = new ArrayList<String>();
        lines.add("confirmed by " + confirmed.size() + (confirmed.size() == 1 ? " verifier" : " verifiers")
                + names(confirmed) + " in " + confirmation.text("took_ms") + " ms");
        if (!expired.isEmpty()) {
            lines.add("cannot accept by themselves any more: " + expired.size() + names(expired));
        }
        relays(confirmed).map(relay -> behind(relay, false)).forEach(lines::add);
        relays(expired).map(relay -> behind(relay, true)).forEach(lines::add);
        relays(confirmation.at("missing").items())
                .map(relay -> behind(relay, false))
                .forEach(lines::add);
        return List.copyOf(lines);
    }

    private static Stream<Doc> relays(List<Doc> members) {
        return members.stream().filter(member -> member.at("behind").isThere());
    }

    /// @param expired whether the relay is, and with it whoever it called missing before
    private static String behind(Doc relay, boolean expired) {
        var behind = relay.at("behind");
        long missing = Long.parseLong(behind.text("missing"));
        long cannot = Long.parseLong(behind.text("expired")) + (expired ? missing : 0);
        return "behind " + Plain.message(relay.text("name")) + ": " + behind.text("confirmed") + " confirmed, " + cannot
                + " cannot accept any more, " + (expired ? 0 : missing) + " missing";
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
