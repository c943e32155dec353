package ripcord.server.introspection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;
import ripcord.server.session.CredentialKind;

/// What is answered about a credential.
public sealed interface Introspection {
    /// The answer's body.
    String json();

    /// It is worth something.
    ///
    /// @param expiresAt from then on it is worth nothing, used or not
    /// @param access    what only access tokens have; null for others
    /// @param asOf      the log's position up to which that is so
    record Active(
            CredentialKind credential,
            String issuer,
            Identity identity,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Access access,
            long asOf)
            implements Introspection {
        @Override
        public String json() {
            var json = new JsonText(512)
                    .put("active", true)
                    .put("credential", credential.wireName())
                    .put("iss", issuer);
            identity.put(json);
            json.put("exp", expiresAt.getEpochSecond())
                    .put("iat", issuedAt.getEpochSecond())
                    .put("as_of", asOf);
            if (access != null) {
                json.put("jti", access.jti).put("token_type", "Bearer");
            }
            return json.end();
        }
    }

    /// Who is signed in, where and how.
    ///
    /// @param audience null if the session states none
    /// @param authzRef null if the tenant's tokens have none
    record Identity(
            String subject,
            @Nullable String audience,
            String clientId,
            String sid,
            Instant authTime,
            List<String> amr,
            @Nullable String acr,
            @Nullable String authzRef) {
        /// Copies the list.
        public Identity {
            amr = List.copyOf(amr);
        }

        private void put(JsonText json) {
            json.put("sub", subject)
                    .put("client_id", clientId)
                    .put("sid", sid)
                    .put("auth_time", authTime.getEpochSecond())
                    .put("amr", amr);
            put(json, "aud", audience);
            put(json, "acr", acr);
            put(json, "authz_ref", authzRef);
        }

        private static void put(JsonText json, String name, @Nullable String value) {
            if (value != null) {
                json.put(name, value);
            }
        }
    }

    /// What only an access token has.
    record Access(String jti) {}

    /// It is worth nothing, and nothing more is said about it (RFC 7662 section 2.2).
    record Inactive() implements Introspection {
        private static final String JSON = new JsonText().put("active", false).end();

        @Override
        public String json() {
            return JSON;
        }
    }
}
