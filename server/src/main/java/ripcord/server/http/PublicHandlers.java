package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ripcord.server.database.Database;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.key.Jwks;
import ripcord.server.key.SigningKeys;
import ripcord.server.policy.Policies;
import ripcord.server.token.Issuers;

/// What everybody may read about a tenant, from whatever page.
final class PublicHandlers {
    private static final int LONGEST_TAGS = 1000;

    private final Database database;
    private final SigningKeys keys;
    private final Policies policies;
    private final Issuers issuers;

    PublicHandlers(SigningKeys keys, Policies policies, Issuers issuers, Database database) {
        this.database = database;
        this.keys = keys;
        this.policies = policies;
        this.issuers = issuers;
    }

    /// `GET /t/{tenant}/.well-known/jwks.json`
    Answer jwks(Call call) {
        call.query().finish();
        var jwks = keys.jwks(call.tenant().id());
        var answer = holds(call, jwks)
                ? Answer.empty(304)
                : Answer.json(200, jwks.json().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return everywhere(answer.with(HeaderNames.ETAG, jwks.eTag()), keptFor(jwks));
    }

    /// In seconds. Where nobody knows how current it is, it counts as a copy that is as old as memory: rings rest on it
    /// that no copy is older than it may be.
    private long keptFor(Jwks jwks) {
        var lease = database.lease();
        if (lease.isHeld()) {
            return jwks.maxAge().toSeconds();
        }
        var age = lease.age();
        long left = jwks.maxAge().toSeconds() - 1 - TimeUnit.NANOSECONDS.toSeconds(age.orElse(Long.MAX_VALUE));
        if (left < 0) {
            throw new StoreUnavailableException("these keys are older than a copy of them may be");
        }
        return left;
    }

    /// RFC 9110 §13.1.2, compared weakly.
    private static boolean holds(Call call, Jwks jwks) {
        var tags = String.join(",", call.headers(HeaderNames.IF_NONE_MATCH));
        if (tags.length() > LONGEST_TAGS) {
            throw Refusal.malformed("If-None-Match", "at most " + LONGEST_TAGS + " characters")
                    .toException();
        }
        for (var tag : tags.split(",", -1)) {
            var plain = tag.strip();
            if (plain.equals("*") || plain.equals(jwks.eTag()) || plain.equals("W/" + jwks.eTag())) {
                return true;
            }
        }
        return false;
    }

    /// `GET /t/{tenant}/.well-known/oauth-authorization-server` (RFC 8414)
    Answer metadata(Call call) {
        call.query().finish();
        var tenant = call.tenant().id();
        var issuer = issuers.of(tenant);
        var answer = Answer.ok(json -> {
            json.writeStringProperty("issuer", issuer);
            json.writeStringProperty("jwks_uri", issuer + "/.well-known/jwks.json");
            json.writeStringProperty("token_endpoint", issuer + "/oauth/token");
            json.writeStringProperty("introspection_endpoint", issuer + "/oauth/introspect");
            json.writeStringProperty("revocation_endpoint", issuer + "/oauth/revoke");
            Json.texts(json, "response_types_supported", List.of());
            Json.texts(json, "grant_types_supported", List.of("refresh_token"));
            Json.texts(json, "token_endpoint_auth_methods_supported", List.of("none"));
            Json.texts(json, "introspection_endpoint_auth_methods_supported", List.of("client_secret_basic", "Bearer"));
            Json.texts(json, "revocation_endpoint_auth_methods_supported", List.of("none", "client_secret_basic"));
        });
        return everywhere(
                answer, policies.of(tenant).policy().keys().jwksMaxAge().toSeconds());
    }

    private static Answer everywhere(Answer answer, long maxAge) {
        return answer.cacheable(maxAge).with(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
}
