package ripcord.server.refresh;

import org.jspecify.annotations.Nullable;
import ripcord.server.session.Presenter;
import ripcord.server.session.StoredSession;

/// What happened when a refresh token was presented.
public sealed interface Refresh {
    /// It was good. The refresh token to answer is that of `stored.refresh().newest()`.
    ///
    /// @param rev the log's position for an access token minted now
    record Granted(StoredSession stored, long rev, How how) implements Refresh {}

    /// It was not.
    ///
    /// @param why       for events and metrics, never for the client
    /// @param rotatedBy after a reuse, the other party: who made the last rotation; else null
    record Refused(Answer answer, Why why, @Nullable Presenter rotatedBy) implements Refresh {
        /// Any but a reuse.
        public Refused(Answer answer, Why why) {
            this(answer, why, null);
        }
    }

    /// Why it was good. Stable: field of events.
    enum How {
        /// It was the current one, and is spent now.
        ROTATED,
        /// It was spent moments ago, or its successor's rotation was: a retry or another tab.
        REPEATED,
        /// The answer that carried its successor was lost.
        RECOVERED,
        /// The store had lost rotations.
        CAUGHT_UP
    }

    /// What the client is told.
    enum Answer {
        SIGNED_OUT,
        SUPERSEDED,
        TENANT_SUSPENDED
    }

    /// What the server knows besides. Stable: field of events.
    enum Why {
        /// No token of this tenant.
        MALFORMED,
        /// Its session is not known.
        UNKNOWN,
        /// Its session is over.
        ENDED,
        /// Its session was given no refresh token.
        NOT_ISSUED,
        /// It belongs to another client.
        OTHER_CLIENT,
        /// It was spent before: the session was ended.
        REUSED,
        /// A renewal came after it.
        RENEWED,
        /// Its tenant is suspended: it may be good again.
        TENANT_SUSPENDED
    }
}
