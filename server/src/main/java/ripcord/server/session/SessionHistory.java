package ripcord.server.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session and what happened to it, oldest first.
public record SessionHistory(StoredSession stored, List<Line> lines) {
    /// Copies the lines.
    public SessionHistory {
        lines = List.copyOf(lines);
    }

    /// One thing that happened.
    ///
    /// @param seq    the entry that it wrote into the log, if it wrote one
    /// @param about  the cause of a renewal, the reason of an end; null for the others
    /// @param actor  an [ripcord.server.tenant.Actor#toString()]
    /// @param detail free text, for operators; never a secret
    /// @param where  whence it came, if that was seen
    public record Line(
            Instant at,
            SessionEvent event,
            @Nullable Long seq,
            @Nullable String about,
            String actor,
            @Nullable String detail,
            Device where) {}
}
