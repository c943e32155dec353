package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.server.apikey.Right;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.Operation;

/// The table says what the contract says, and nothing else.
class RoutesTest {
    private final List<Route> table = ServedRoutes.table();

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
                .allSatisfy(
                        route -> assertThat(ServedRoutes.right(route.access()).map(Right::wireName))
                                .as(route.toString())
                                .isEqualTo(operation(route).right()));
    }

    @Test
    void nobodyGetsInWithoutTheListedKey() {
        assertThat(table)
                .allSatisfy(route -> assertThat(ServedRoutes.isForKeysOnly(route.access()))
                        .as(route.toString())
                        .isEqualTo(operation(route).needsApiKey()));
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
