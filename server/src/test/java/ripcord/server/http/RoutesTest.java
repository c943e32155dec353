package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ripcord.server.apikey.Right;
import ripcord.server.audit.Events;
import ripcord.server.http.Access.Anyone;
import ripcord.server.http.Access.ApiKeyHolder;
import ripcord.server.http.Access.ClientKey;
import ripcord.server.http.Access.ClientKeyOrPublic;
import ripcord.server.http.Access.Credentials;
import ripcord.server.http.Access.KeyIfAny;
import ripcord.server.http.Access.SessionCookie;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.Operation;

/// The table says what the contract says, and nothing else.
class RoutesTest {
    private final List<Route> table = table();

    private static List<Route> table() {
        // Handlers only take what they are given: nobody calls one here.
        var domains = new Routes.Domains(
                null, null, null, null, null, null, null, null, null, null, null, new Routes.Tenancy(null, null, null));
        var tokens = new Routes.Tokens(null, null, null, null, null, null);
        var feed = new Routes.Feed(null, null, null, null);
        var observed = new Routes.Observed(null, null, null);
        var around = new Routes.Around(
                URI.create("http://localhost"), "test", Events.toLog(InstantSource.system()), InstantSource.system());
        return new Routes(domains, tokens, feed, observed, around).all();
    }

    private static Optional<Right> right(Access access) {
        return switch (access) {
            case Anyone _, SessionCookie _, Credentials _ -> Optional.empty();
            case ApiKeyHolder(var right, var _) -> Optional.of(right);
            case Access.Remover(var right, var _) -> Optional.of(right);
            case ClientKey(var right, var _) -> Optional.of(right);
            case ClientKeyOrPublic(var right, var _) -> Optional.of(right);
            case KeyIfAny(var right, var _) -> Optional.of(right);
        };
    }

    private static Operation operation(Route route) {
        return CheckedHttp.contract().operations().stream()
                .filter(one -> one.template().equals(route.template())
                        && one.method().equals(route.verb().name()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyListedRouteIsServedAndNoOther() {
        CheckedHttp.contract()
                .checkRoutes(table.stream()
                        .map(route -> new ripcord.server.spec.Route(route.verb().name(), route.template()))
                        .toList());
    }

    @Test
    void everyRouteTakesTheRightThatIsListed() {
        assertThat(table)
                .allSatisfy(route -> assertThat(right(route.access()).map(Right::wireName))
                        .as(route.toString())
                        .isEqualTo(operation(route).right()));
    }

    @Test
    void nobodyGetsInWithoutTheListedKey() {
        assertThat(table)
                .allSatisfy(route -> assertThat(isForKeysOnly(route.access()))
                        .as(route.toString())
                        .isEqualTo(operation(route).needsApiKey()));
    }

    private static boolean isForKeysOnly(Access access) {
        return access instanceof ApiKeyHolder || access instanceof ClientKey || access instanceof Access.Remover;
    }

    @Test
    void everyRouteTakesTheListedBody() {
        assertThat(table)
                .allSatisfy(
                        route -> assertThat(route.body()).as(route.toString()).isEqualTo(body(operation(route))));
    }

    private static Body body(Operation operation) {
        if (operation.mediaType().isEmpty()) {
            return Body.NONE;
        }
        if (!operation.mediaType().get().endsWith("json")) {
            return Body.FORM;
        }
        return operation.bodyRequired() ? Body.JSON : Body.OPTIONAL_JSON;
    }
}
