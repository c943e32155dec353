package ripcord.server.cli;

import java.util.List;

/// How sessions are shown.
final class Sessions {
    private static final List<String> CREDENTIALS = List.of("session_token", "refresh_token", "access_token");

    private Sessions() {}

    /// A page of them.
    static void page(ServerCommand command, Doc page) {
        var table = new Table("SESSION", "SUBJECT", "CLIENT", "STATE", "LAST SEEN", "EXPIRES", "DEVICE")
                .whole("SESSION", "SUBJECT", "CLIENT");
        page.at("items")
                .items()
                .forEach(session -> table.row(
                        session.text("id"),
                        session.text("subject"),
                        session.text("client_id"),
                        state(session),
                        Times.readable(session.text("last_seen_at")),
                        Times.readable(session.text("expires_at")),
                        device(session)));
        command.print(table, "no sessions");
        Paging.tellMore(command, page);
    }

    private static String state(Doc session) {
        return session.at("ended_at").isThere() ? "ended" : "alive";
    }

    private static String device(Doc session) {
        var device = session.at("device");
        var label = device.text("label");
        return label.isEmpty() ? device.text("ip") : label;
    }

    /// One of them.
    static void one(ServerCommand command, Doc session) {
        command.print(new Facts()
                .put("session", session.text("id"))
                .put("state", state(session))
                .put("tenant", session.text("tenant"))
                .put("subject", session.text("subject"))
                .put("client", session.text("client_id") + " (" + session.text("client_kind") + ")")
                .put("signed in by", session.text("amr"))
                .put("acr", session.text("acr"))
                .put("signed in", command.relative(session.at("auth_time")))
                .put("created", command.relative(session.at("created_at")))
                .put("last seen", command.relative(session.at("last_seen_at")))
                .put("idle until", command.relative(session.at("idle_expires_at")))
                .put("expires", command.relative(session.at("expires_at")))
                .put("device", session.text("device", "label"))
                .put("address", session.text("device", "ip"))
                .put("user agent", session.text("device", "user_agent"))
                .put("ended", command.relative(session.at("ended_at")))
                .put("end reason", session.text("end_reason"))
                .put("ended by", session.text("actor"))
                .put("detail", session.text("detail")));
    }

    /// What happened to it.
    static void history(ServerCommand command, Doc history) {
        var table = new Table("AT", "EVENT", "WHY", "BY", "ADDRESS").whole("BY");
        history.items()
                .forEach(line -> table.row(
                        Times.readable(line.text("at")),
                        line.text("event"),
                        why(line),
                        line.text("actor"),
                        line.text("ip")));
        command.print("");
        command.print(table, "no history");
    }

    private static String why(Doc line) {
        var cause = line.text("cause") + line.text("reason");
        var detail = line.text("detail");
        return detail.isEmpty() ? cause : cause + ": " + detail;
    }

    /// The session, and the credentials that are told this once.
    static void credentials(ServerCommand command, Doc answer) {
        one(command, answer.at("session"));
        var facts = new Facts();
        CREDENTIALS.forEach(name -> facts.put(name, answer.text(name)));
        command.print("");
        command.print(facts);
        answer.at("set_cookie").items().forEach(cookie -> command.print("Set-Cookie: " + Plain.line(cookie.text())));
        command.tell("these credentials are secrets, and shown this once");
    }
}
