package ripcord.server.http;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import ripcord.server.apikey.Right;
import ripcord.server.audit.Events;
import ripcord.server.http.Access.Anyone;
import ripcord.server.http.Access.ApiKeyHolder;
import ripcord.server.http.Access.ClientKey;
import ripcord.server.http.Access.ClientKeyOrPublic;
import ripcord.server.http.Access.Credentials;
import ripcord.server.http.Access.KeyIfAny;
import ripcord.server.http.Access.SessionCookie;
import ripcord.server.redis.SharedRates;

/// The router's own table, also for the tests of other packages.
public final class ServedRoutes {
    private ServedRoutes() {}

    /// A route, as who asks for it meets it.
    ///
    /// @param template with `{names}`
    /// @param right    wire name of what an API key must hold; empty where none is looked at
    /// @param needsKey whether nobody gets in without one
    public record Served(String method, String template, Optional<String> right, boolean needsKey) {
        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    /// Every route there is, on either port.
    public static List<Served> all() {
        return table().stream()
                .map(route -> new Served(
                        route.verb().name(),
                        route.template(),
                        right(route.access()).map(Right::wireName),
                        isForKeysOnly(route.access())))
                .toList();
    }

    /// As the server finds its routes in it. Handlers only take what they are given: nobody calls one here.
    static List<Route> table() {
        var domains = new Routes.Domains(
                null, null, null, null, null, null, null, null, null, null, null, new Routes.Tenancy(null, null, null));
        var tokens = new Routes.Tokens(null, null, null, null, null, null);
        var feed = new Routes.Feed(null, null, null, null);
        var observed = new Routes.Observed(null, null, null);
        var around = new Routes.Around(
                URI.create("http://localhost"),
                "test",
                Events.toLog(InstantSource.system()),
                InstantSource.system(),
                TenantBounds.DEFAULT,
                SharedRates.NONE);
        return new RouteTable(new Routes(domains, tokens, feed, observed, around).all()).routes();
    }

    static Optional<Right> right(Access access) {
        return switch (access) {
            case Anyone _, SessionCookie _, Credentials _ -> Optional.empty();
            case ApiKeyHolder(var right, var _) -> Optional.of(right);
            case Access.Remover(var right, var _) -> Optional.of(right);
            case ClientKey(var right, var _) -> Optional.of(right);
            case ClientKeyOrPublic(var right, var _) -> Optional.of(right);
            case KeyIfAny(var right, var _) -> Optional.of(right);
        };
    }

    static boolean isForKeysOnly(Access access) {
        return switch (access) {
            case ApiKeyHolder _, Access.Remover _, ClientKey _ -> true;
            case Anyone _, ClientKeyOrPublic _, KeyIfAny _, SessionCookie _, Credentials _ -> false;
        };
    }
}
