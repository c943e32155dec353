package ripcord.server.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a session's refresh token has come.
///
/// @param newest          the newest generation
/// @param renewed         the first generation since the last renewal; lower ones are superseded, not spent
/// @param exchanged       the generation last exchanged; null before the first exchange, and after a renewal
/// @param rotatedAt       when that was; null likewise
/// @param newestPresented whether the newest was seen since, so that it cannot have been lost
/// @param rotatedBy       who made the last rotation
public record RefreshState(
        int newest,
        int renewed,
        @Nullable Integer exchanged,
        @Nullable Instant rotatedAt,
        boolean newestPresented,
        Presenter rotatedBy) {
    /// As a session begins.
    public static final RefreshState FIRST = new RefreshState(1, 1, null, null, false, Presenter.NOBODY);
}
