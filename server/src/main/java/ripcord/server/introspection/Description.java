package ripcord.server.introspection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.StoredSession;
import ripcord.server.token.AccessClaims;

/// What is said of a credential that is worth something, as the beginning of a JSON object: for an access token it is
/// the same each time, and made once.
public final class Description {
    private Description() {}

    /// Of an access token.
    public static String of(AccessClaims claims) {
        var identity = new Identity(
                claims.subject(),
                claims.audience(),
                claims.clientId(),
                claims.sid(),
                claims.authTime(),
                claims.amr(),
                claims.acr(),
                claims.authzRef());
        return begin(CredentialKind.ACCESS_TOKEN, claims.issuer(), identity)
                .put("exp", claims.expiresAt().getEpochSecond())
                .put("iat", claims.issuedAt().getEpochSecond())
                .put("jti", claims.jti())
                .put("token_type", "Bearer")
                .begun();
    }

    /// Of a session token or a refresh token.
    ///
    /// @param authzRef null if the tenant's tokens have none
    static String of(CredentialKind credential, String issuer, StoredSession stored, @Nullable String authzRef) {
        var session = stored.session();
        var identity = new Identity(
                session.subject(),
                session.audience(),
                session.clientId(),
                session.id().text(),
                session.authTime(),
                session.amr(),
                session.acr(),
                authzRef);
        return begin(credential, issuer, identity)
                .put("exp", session.expiresAt().getEpochSecond())
                .put("iat", session.createdAt().getEpochSecond())
                .begun();
    }

    private static JsonText begin(CredentialKind credential, String issuer, Identity identity) {
        var json = new JsonText(512)
                .put("active", true)
                .put("credential", credential.wireName())
                .put("iss", issuer);
        identity.put(json);
        return json;
    }

    /// Who is signed in, where and how.
    ///
    /// @param audience null if the session states none
    /// @param authzRef null if the tenant's tokens have none
    private record Identity(
            String subject,
            @Nullable String audience,
            String clientId,
            String sid,
            Instant authTime,
            List<String> amr,
            @Nullable String acr,
            @Nullable String authzRef) {
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
}
