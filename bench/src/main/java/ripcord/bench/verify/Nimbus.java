package ripcord.bench.verify;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// nimbus-jose-jwt, as "Validating JWT access tokens" of its documentation has it. Its processor knows no Ed25519, so
/// there a verifier by hand takes its place, as "JSON Web Signature (JWS) with Ed25519" has it.
final class Nimbus {
    private Nimbus() {}

    static Contender of(Issuer issuer) throws Exception {
        var keys = JWKSet.parse(new String(issuer.jwks(), StandardCharsets.US_ASCII));
        var expected = new JWTClaimsSet.Builder().issuer(Issuer.NAME).build();
        var claims = new DefaultJWTClaimsVerifier<SecurityContext>(
                Issuer.NAME, expected, Set.of("sub", "iat", "exp", "jti", "client_id"));
        return issuer.signing() == Signing.EdDSA ? byHand(keys, claims) : processor(issuer, keys, claims);
    }

    private static Contender processor(Issuer issuer, JWKSet keys, DefaultJWTClaimsVerifier<SecurityContext> claims) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.parse(issuer.signing().name()), new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(claims);
        return token -> processor.process(token, null);
    }

    private static Contender byHand(JWKSet keys, DefaultJWTClaimsVerifier<SecurityContext> claims) throws Exception {
        var verifier = new Ed25519Verifier((OctetKeyPair) keys.getKeys().getFirst());
        return token -> {
            var jwt = SignedJWT.parse(token);
            if (!jwt.verify(verifier)) {
                throw new IllegalStateException("refused");
            }
            claims.verify(jwt.getJWTClaimsSet(), null);
            return jwt;
        };
    }
}
