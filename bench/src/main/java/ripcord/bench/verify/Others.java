package ripcord.bench.verify;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.fusionauth.jwt.Verifier;
import io.fusionauth.jwt.ec.ECVerifier;
import io.fusionauth.jwt.ed.EdDSAVerifier;
import io.fusionauth.jwt.rsa.RSAVerifier;
import io.jsonwebtoken.Jwts;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/// Libraries that are set up in a few lines, each as its read-me does it.
final class Others {
    private Others() {}

    static Contender jjwt(Issuer issuer) {
        var parser = Jwts.parser()
                .verifyWith(issuer.key())
                .requireIssuer(Issuer.NAME)
                .requireAudience(Issuer.NAME)
                .build();
        return parser::parseSignedClaims;
    }

    static Contender auth0(Issuer issuer) {
        var algorithm = switch (issuer.signing()) {
            case RS256 -> Algorithm.RSA256((RSAPublicKey) issuer.key(), null);
            case ES256 -> Algorithm.ECDSA256((ECPublicKey) issuer.key(), null);
            case EdDSA -> throw new UnsupportedOperationException("java-jwt offers no EdDSA");
        };
        var verifier = JWT.require(algorithm)
                .withIssuer(Issuer.NAME)
                .withAudience(Issuer.NAME)
                .build();
        return verifier::verify;
    }

    static Contender jose4j(Issuer issuer) {
        var consumer = new JwtConsumerBuilder()
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(30)
                .setRequireSubject()
                .setExpectedIssuer(Issuer.NAME)
                .setExpectedAudience(Issuer.NAME)
                .setVerificationKey(issuer.key())
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, issuer.signing().name())
                .build();
        return consumer::processToClaims;
    }

    /// Offers no check of issuer and audience.
    static Contender fusionauth(Issuer issuer) {
        Verifier verifier = switch (issuer.signing()) {
            case RS256 -> RSAVerifier.newVerifier((RSAPublicKey) issuer.key());
            case ES256 -> ECVerifier.newVerifier((ECPublicKey) issuer.key());
            case EdDSA -> EdDSAVerifier.newVerifier(issuer.key());
        };
        var decoder = io.fusionauth.jwt.domain.JWT.getDecoder();
        return token -> decoder.decode(token, verifier);
    }
}
