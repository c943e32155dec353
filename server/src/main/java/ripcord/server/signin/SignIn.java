package ripcord.server.signin;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ripcord.server.session.ClientKind;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Device;
import ripcord.server.session.SessionId;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;

/// What became of a sign-in.
public sealed interface SignIn {
    /// A session began.
    ///
    /// @param rev the log's position for an access token minted now
    /// @param displaced sessions of the subject that had to end for it
    record Begun(StoredSession stored, long rev, List<SessionId> displaced) implements SignIn {
        /// Copies the list.
        public Begun {
            displaced = List.copyOf(displaced);
        }
    }

    /// The same request came before: the session that began then.
    ///
    /// @param rev the log's position for an access token minted now
    record Repeated(StoredSession stored, long rev) implements SignIn {}

    /// None began.
    record Refused(Why why) implements SignIn {}

    /// Why not.
    enum Why {
        /// The subject may not sign in.
        SUBJECT_DISABLED,
        /// Everything of the subject, client or tenant was ended after `if_seq`.
        ENDED_SINCE,
        /// The subject has as many sessions as the policy allows.
        TOO_MANY_SESSIONS,
        /// The idempotency key was used for another request.
        KEY_REUSED,
        /// The session that this request began is over.
        SESSION_OVER,
        /// The tenant is suspended.
        TENANT_SUSPENDED,
        /// The tenant has as many sessions as it may have.
        SESSION_QUOTA,
        /// The tenant has as many subjects as it may have, and this would be another one.
        SUBJECT_QUOTA,
        /// The tenant was deleted meanwhile.
        TENANT_GONE
    }

    /// What a backend states.
    ///
    /// @param amr      how (RFC 8176); words without spaces
    /// @param authTime when; null for now
    /// @param audience whom access tokens are for; null for the policy's default
    /// @param ifSeq    refuse if the subject, client or tenant was ended after this position; null for no such wish
    /// @param once     null if the request may be done twice
    record Request(
            Tenant tenant,
            String subject,
            String clientId,
            ClientKind clientKind,
            List<String> amr,
            @Nullable String acr,
            @Nullable Instant authTime,
            @Nullable String audience,
            Set<CredentialKind> credentials,
            boolean persistent,
            Device device,
            @Nullable Long ifSeq,
            @Nullable Once once,
            Actor actor) {
        /// Copies list and set.
        public Request {
            amr = List.copyOf(amr);
            credentials = Set.copyOf(credentials);
        }
    }

    /// Makes a request safe to repeat for 24 hours.
    ///
    /// @param apiKey     the key's id; another API key's idempotency keys are others
    /// @param key        the header `Idempotency-Key`
    /// @param digestHex  of the request's body; the same key with another digest is refused
    record Once(String apiKey, String key, String digestHex) {}
}
