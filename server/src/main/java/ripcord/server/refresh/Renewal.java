package ripcord.server.refresh;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.session.EndReason;
import ripcord.server.session.SessionId;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;

/// What became of a renewal.
public sealed interface Renewal {
    /// Its credentials are new; the earlier ones are void.
    ///
    /// @param rev the log's position for an access token minted now
    record Renewed(StoredSession stored, long rev) implements Renewal {}

    /// The session is no more.
    record Over(EndReason reason) implements Renewal {}

    /// There is none, in this tenant.
    record Unknown() implements Renewal {}

    /// Its tenant is suspended.
    record Suspended() implements Renewal {}

    /// Why credentials are renewed. Stable.
    enum Cause {
        SIGN_IN("sign_in"),
        PRIVILEGE("privilege"),
        PASSWORD("password"),
        MFA("mfa");

        private final String wireName;

        Cause(String wireName) {
            this.wireName = wireName;
        }

        /// As JSON holds it.
        public String wireName() {
            return wireName;
        }
    }

    /// What is asked for.
    ///
    /// @param amr       how the subject was authenticated now; null: as before
    /// @param acr       likewise
    /// @param authTime  likewise
    /// @param endOthers whether the subject's other sessions end
    record Request(
            TenantId tenant,
            SessionId session,
            Cause cause,
            @Nullable List<String> amr,
            @Nullable String acr,
            @Nullable Instant authTime,
            boolean endOthers,
            Actor actor) {}
}
