package ripcord.bench.verify;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/// vertx-auth-jwt with the key as a JWK, as its documentation does it.
final class VertxAuth implements Contender {
    private final Vertx vertx = Vertx.vertx();
    private final JWTAuth auth;

    VertxAuth(Issuer issuer) {
        var checks = new JWTOptions().setIssuer(Issuer.NAME).addAudience(Issuer.NAME);
        auth = JWTAuth.create(
                vertx, new JWTAuthOptions().addJwk(new JsonObject(issuer.jwk())).setJWTOptions(checks));
    }

    @Override
    public Object verify(String token) {
        return auth.authenticate(new TokenCredentials(token))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
