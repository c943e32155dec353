package ripcord.server.session;

import java.time.Instant;
import java.util.List;

/// A session and what happened to it, oldest first.
public record SessionHistory(Session session, List<Line> lines) {
    /// Copies the lines.
    public SessionHistory {
        lines = List.copyOf(lines);
    }

    /// One thing that happened.
    ///
    /// @param event  a [SessionEvent#wireName()]
    /// @param actor  an [ripcord.server.tenant.Actor#toString()]
    /// @param detail free text, for operators
    public record Line(Instant at, String event, String actor, String detail) {}
}
