package ripcord.bench.others;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/// As Spring Boot sets one up, with one client, an ES256 key, and refresh tokens that are not used twice. With
/// `bench.store=jdbc` authorizations are in the database that `spring.datasource.url` names, in the table of its
/// documentation, and with `bench.indexed` an index on each column of tokens besides. At the start so many users
/// as `bench.users` says are signed in, as an authorization code would have done it; their refresh tokens are `refresh-0`
/// and so on, and that of one more is `refresh-spare`.
@SpringBootApplication
public class AuthorizationServer {
    private static final String CLIENT = "bench";
    private static final String READ = "read";
    private static final Duration LIFETIME = Duration.ofHours(1);
    /// By which an authorization is looked up.
    private static final List<String> TOKENS = List.of(
            "state",
            "authorization_code_value",
            "access_token_value",
            "oidc_id_token_value",
            "refresh_token_value",
            "user_code_value",
            "device_code_value");

    public static void main(String[] args) {
        SpringApplication.run(AuthorizationServer.class, args);
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
        return new ImmutableJWKSet<>(
                new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("bench").generate()));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> es256() {
        return context -> context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
    }

    /// Without it the client's secret would be kept by bcrypt after its first use, and each request would take that.
    @Bean
    @SuppressWarnings("deprecation") // it is the fastest there is, and nothing is secret here
    PasswordEncoder plain() {
        return new DelegatingPasswordEncoder("noop", Map.of("noop", NoOpPasswordEncoder.getInstance()));
    }

    private static RegisteredClient client() {
        return RegisteredClient.withId(CLIENT)
                .clientId(CLIENT)
                .clientSecret("{noop}secret")
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .redirectUri("http://127.0.0.1/callback")
                .scope(READ)
                .tokenSettings(TokenSettings.builder()
                        .reuseRefreshTokens(false)
                        .accessTokenTimeToLive(LIFETIME)
                        .build())
                .build();
    }

    /// As Spring Boot makes them of its properties. With those in the database each look-up of an authorization takes a
    /// second connection while it holds one, so that 64 requests at once wait for the pool's ten without end
    /// (spring-authorization-server#1257).
    @Bean
    RegisteredClientRepository clients() {
        return new InMemoryRegisteredClientRepository(client());
    }

    @Bean
    @ConditionalOnProperty(name = "bench.store", havingValue = "memory")
    OAuth2AuthorizationService authorizations() {
        return new InMemoryOAuth2AuthorizationService();
    }

    @Bean
    @ConditionalOnProperty(name = "bench.store", havingValue = "jdbc")
    OAuth2AuthorizationService storedAuthorizations(
            JdbcTemplate jdbc, RegisteredClientRepository clients, @Value("${bench.indexed}") boolean indexed)
            throws IOException {
        if (jdbc.queryForObject("select to_regclass('oauth2_authorization')", String.class) == null) {
            jdbc.execute(schema());
            if (indexed) {
                // An access token may be too long for a B-tree.
                TOKENS.forEach(
                        column -> jdbc.execute("create index on oauth2_authorization using hash (" + column + ")"));
            }
        }
        return new JdbcOAuth2AuthorizationService(jdbc, clients);
    }

    /// For PostgreSQL, as its head says.
    private static String schema() throws IOException {
        return new ClassPathResource(
                        "org/springframework/security/oauth2/server/authorization/oauth2-authorization-schema.sql")
                .getContentAsString(StandardCharsets.UTF_8)
                .replace("blob", "text")
                .replace("timestamp", "timestamptz");
    }

    /// Before anything is answered.
    @Bean
    SmartInitializingSingleton users(
            OAuth2AuthorizationService authorizations,
            RegisteredClientRepository clients,
            @Value("${bench.users}") int users) {
        return () -> {
            if (authorizations.findById("authorization-spare") == null) {
                var client = clients.findByClientId(CLIENT);
                for (int i = 0; i < users; i++) {
                    authorizations.save(signedIn(client, Integer.toString(i)));
                }
                authorizations.save(signedIn(client, "spare"));
            }
        };
    }

    private static OAuth2Authorization signedIn(RegisteredClient client, String name) {
        var now = Instant.now();
        var user = User.withUsername("user" + name)
                .password("{noop}none")
                .roles("USER")
                .build();
        var principal = UsernamePasswordAuthenticationToken.authenticated(
                user, null, AuthorityUtils.createAuthorityList("ROLE_USER"));
        return OAuth2Authorization.withRegisteredClient(client)
                .id("authorization-" + name)
                .principalName(user.getUsername())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of(READ))
                .attribute(Principal.class.getName(), principal)
                .accessToken(new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER, "access-" + name, now, now.plus(LIFETIME)))
                .refreshToken(new OAuth2RefreshToken("refresh-" + name, now, now.plus(LIFETIME)))
                .build();
    }
}
