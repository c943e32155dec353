package ripcord.bench.verify;

import java.nio.file.Path;
import java.security.Signature;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import ripcord.verifier.Offline;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.feed.StillLog;
import ripcord.verifier.jose.ChosenKeys;
import ripcord.verifier.jose.KeySet;

/// What is measured beside each other.
public enum Library {
    /// The limit: the signatures alone, taken apart beforehand.
    SIGNATURE("`Signature.verify` alone", Signature.class, EnumSet.allOf(Signing.class)),
    /// With all that it does: times, audience, six look-ups in the log, staleness.
    RIPCORD("Ripcord", Verifier.class, EnumSet.allOf(Signing.class)),
    /// The same, but for the arithmetic of the signature.
    RIPCORD_WITHOUT_SIGNATURE("Ripcord, everything except the signature", Verifier.class, EnumSet.allOf(Signing.class)),
    /// Its processor for access tokens.
    NIMBUS("nimbus-jose-jwt", com.nimbusds.jwt.SignedJWT.class, EnumSet.allOf(Signing.class)),
    /// Its parser.
    JJWT("jjwt", io.jsonwebtoken.Jwts.class, EnumSet.allOf(Signing.class)),
    /// Its verifier.
    AUTH0("auth0 java-jwt", com.auth0.jwt.JWT.class, EnumSet.of(Signing.RS256, Signing.ES256)),
    /// Its consumer.
    JOSE4J("jose4j", org.jose4j.jwt.consumer.JwtConsumer.class, EnumSet.allOf(Signing.class)),
    /// Its decoder: signature and times.
    FUSIONAUTH("fusionauth-jwt", io.fusionauth.jwt.JWTDecoder.class, EnumSet.allOf(Signing.class)),
    /// Its authentication provider.
    VERTX("vertx-auth-jwt", io.vertx.ext.auth.jwt.JWTAuth.class, EnumSet.allOf(Signing.class)),
    /// Its decoder.
    SPRING(
            "Spring Security `NimbusJwtDecoder`",
            org.springframework.security.oauth2.jwt.NimbusJwtDecoder.class,
            EnumSet.of(Signing.RS256, Signing.ES256));

    /// Sessions of others that have a live entry in Ripcord's log.
    static final int LIVE_ENTRIES = 1_000;

    private final String title;
    private final Class<?> main;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Signing> algorithms;

    Library(String title, Class<?> main, Set<Signing> algorithms) {
        this.title = title;
        this.main = main;
        this.algorithms = algorithms;
    }

    String title() {
        return title;
    }

    Set<Signing> algorithms() {
        return algorithms;
    }

    /// The jar that it comes in, which names its version; of the JVM's own, the JVM.
    String version() {
        var source = main.getProtectionDomain().getCodeSource();
        return source == null
                ? "JDK " + Runtime.version()
                : Path.of(source.getLocation().getPath()).getFileName().toString();
    }

    Contender of(Issuer issuer, String provider, List<String> tokens) throws Exception {
        return switch (this) {
            case SIGNATURE -> new BareSignature(issuer, tokens);
            case RIPCORD -> ripcord(ChosenKeys.by(provider, issuer.jwks()));
            case RIPCORD_WITHOUT_SIGNATURE -> ripcord(ChosenKeys.withoutSignature(issuer.jwks()));
            case NIMBUS -> Nimbus.of(issuer);
            case JJWT -> Others.jjwt(issuer);
            case AUTH0 -> Others.auth0(issuer);
            case JOSE4J -> Others.jose4j(issuer);
            case FUSIONAUTH -> Others.fusionauth(issuer);
            case VERTX -> new VertxAuth(issuer);
            case SPRING -> Spring.of(issuer);
        };
    }

    /// Remembers nothing, so that each call begins anew.
    private static Contender ripcord(KeySet keys) {
        var verifier = Offline.verifier(Issuer.NAME, keys, 0, new StillLog(LIVE_ENTRIES));
        return token -> {
            var said = verifier.verify(token);
            if (said instanceof Verification.Rejected rejected) {
                throw new IllegalStateException(rejected.detail());
            }
            return said;
        };
    }
}
