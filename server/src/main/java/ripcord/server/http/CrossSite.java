package ripcord.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import ripcord.server.policy.Policies;

/// Tells a request that a page of the same origin makes from one that another site may have caused. Cookies are sent
/// with both.
///
/// A browser says which it is (`Sec-Fetch-Site`, else `Origin`). One that says nothing, and what is no browser, has to
/// send what no page can make a browser send across sites without asking first: JSON and a header of our own.
final class CrossSite {
    private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName X_RIPCORD = HeaderNames.create("X-Ripcord");

    private final Policies policies;
    private final String origin;

    /// @param origin of the server's own pages
    CrossSite(Policies policies, String origin) {
        this.policies = policies;
        this.origin = origin;
    }

    /// Whether another site may have caused a call for a tenant.
    boolean isPossible(Call call) {
        var origins = new ArrayList<>(List.of(origin));
        origins.addAll(policies.of(call.tenant().id()).policy().cookie().origins());
        var sites = call.headers(SEC_FETCH_SITE);
        var from = call.headers(HeaderNames.ORIGIN);
        if (sites.equals(List.of("same-origin")) || isListed(from, origins)) {
            return false;
        }
        return !sites.isEmpty() || !from.isEmpty() || !isDeliberate(call);
    }

    private static boolean isListed(List<String> from, List<String> origins) {
        return from.size() == 1 && origins.contains(from.getFirst());
    }

    private static boolean isDeliberate(Call call) {
        boolean json = call.route().body() == Body.NONE
                || Body.declared(call.request()).equals("application/json");
        return json && call.headers(X_RIPCORD).equals(List.of("1"));
    }
}
