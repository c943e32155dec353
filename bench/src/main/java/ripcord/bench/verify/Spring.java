package ripcord.bench.verify;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/// Spring Security's decoder with its validators for access tokens by RFC 9068. The processor inside is what its
/// builder makes, with the keys at hand in place of fetched ones.
final class Spring {
    private Spring() {}

    static Contender of(Issuer issuer) throws Exception {
        var keys = JWKSet.parse(new String(issuer.jwks(), StandardCharsets.US_ASCII));
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.parse(issuer.signing().name()), new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(JwtValidators.createAtJwtValidator()
                .issuer(Issuer.NAME)
                .audience(Issuer.NAME)
                .clientId(Issuer.CLIENT)
                .build());
        return decoder::decode;
    }
}
