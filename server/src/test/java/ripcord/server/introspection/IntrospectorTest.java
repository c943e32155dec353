package ripcord.server.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.token.TokenFixture.ISSUER;
import static ripcord.server.token.TokenFixture.TENANT;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.introspection.Introspection.Inactive;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.token.TokenFixture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class IntrospectorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private TokenFixture tokens;
    private Tenant tenant;
    private StoredSession stored;

    @BeforeEach
    void open() {
        tokens = TokenFixture.open(folder, clock);
        tenant = tokens.store.tenant;
        stored = tokens.store.signIn("alice");
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void aSessionTokenIsActive() {
        var answer = introspect(sessionToken());

        assertThat(answer.get("active").booleanValue()).isTrue();
        assertThat(answer.get("credential").stringValue()).isEqualTo("session_token");
        assertThat(answer.get("iss").stringValue()).isEqualTo(ISSUER);
        assertThat(answer.get("sub").stringValue()).isEqualTo("alice");
        assertThat(answer.get("client_id").stringValue()).isEqualTo("default");
        assertThat(answer.get("sid").stringValue())
                .isEqualTo(stored.session().id().text());
        assertThat(answer.get("exp").longValue())
                .isEqualTo(stored.session().expiresAt().getEpochSecond());
        assertThat(answer.get("iat").longValue()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(answer.get("as_of").longValue()).isEqualTo(tokens.store.log.position());
        assertThat(answer.get("authz_ref").stringValue()).isEqualTo(stored.authzRef());
        assertThat(answer.has("jti") || answer.has("token_type")).isFalse();
    }

    @Test
    void aRefreshTokenIsActiveUntilItIsSpent() {
        var spent = refreshToken();
        assertThat(introspect(spent).get("credential").stringValue()).isEqualTo("refresh_token");
        clock.advance(Duration.ofMinutes(1));

        tokens.store.refresh(stored.session().id(), 1, TestStore.LAPTOP);

        assertThat(tokens.introspector.introspect(tenant, spent)).isEqualTo(new Inactive());
    }

    @Test
    void anAccessTokenIsActive() {
        var answer = introspect(tokens.accessToken(stored));

        assertThat(answer.get("credential").stringValue()).isEqualTo("access_token");
        assertThat(answer.get("aud").stringValue()).isEqualTo(ISSUER);
        assertThat(answer.get("token_type").stringValue()).isEqualTo("Bearer");
        assertThat(answer.get("jti").stringValue()).hasSize(22);
    }

    @Test
    void anAccessTokenThatIsKnownAlreadyIsDescribedAsBeforeAsOfNow() {
        var token = tokens.accessToken(stored);
        var first = introspect(token);
        var another = tokens.store.signIn("bob");

        tokens.store.sessions.end(TENANT, another.session().id(), Cause.bySystem(EndReason.LOGOUT));
        var second = introspect(token);

        assertThat(second.get("as_of").longValue())
                .isEqualTo(tokens.store.log.position())
                .isGreaterThan(first.get("as_of").longValue());
        assertThat(second.without("as_of")).isEqualTo(first.without("as_of"));
    }

    @Test
    void allThreeAreInactiveTheMomentTheSessionEnds() {
        var all = List.of(sessionToken(), refreshToken(), tokens.accessToken(stored));
        assertThat(all).allMatch(token -> introspect(token).get("active").booleanValue());

        tokens.store.sessions.end(TENANT, stored.session().id(), Cause.bySystem(EndReason.LOGOUT));

        assertThat(all)
                .allMatch(token -> tokens.introspector.introspect(tenant, token).equals(new Inactive()));
        assertThat(new Inactive().json()).isEqualTo("{\"active\":false}");
    }

    @Test
    void allThreeAreInactiveForAnotherTenant() {
        var other =
                tokens.store.tenants.create(new TenantId("other"), "", _ -> {}).orElseThrow();

        for (var token : List.of(sessionToken(), refreshToken(), tokens.accessToken(stored))) {
            assertThat(tokens.introspector.introspect(other, token)).isEqualTo(new Inactive());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "rc_s_", "rc_r_", "rc_k_", "..", "a.b.c", "null", "\0"})
    void anythingElseIsInactive(String text) {
        assertThat(tokens.introspector.introspect(tenant, text)).isEqualTo(new Inactive());
    }

    @Test
    void askingIsAUseOfASessionTokenAndNoneOfARefreshToken() {
        clock.advance(Duration.ofMinutes(5));
        introspect(refreshToken());
        assertThat(lastSeen()).isEqualTo(stored.session().createdAt());

        introspect(sessionToken());

        assertThat(lastSeen()).isEqualTo(clock.instant());
    }

    private Instant lastSeen() {
        return tokens.store
                .sessions
                .describe(TENANT, stored.session().id())
                .orElseThrow()
                .stored()
                .session()
                .lastSeenAt();
    }

    private String sessionToken() {
        return tokens.opaque.sessionToken(tenant, stored).reveal();
    }

    private String refreshToken() {
        return tokens.opaque.refreshToken(tenant, stored).reveal();
    }

    private ObjectNode introspect(String token) {
        return (ObjectNode)
                JSON.readTree(tokens.introspector.introspect(tenant, token).json());
    }
}
