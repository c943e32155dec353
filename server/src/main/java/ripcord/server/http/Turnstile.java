package ripcord.server.http;

import java.util.Collections;
import java.util.Comparator;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.TenantScope;
import ripcord.server.tenant.TenantId;

/// Where a request that may be done waits for its turn, or is refused because its tenant asks too much. Thread-safe.
final class Turnstile {
    private final Rates rates;
    private final Shares shares;

    Turnstile(Rates rates, Shares shares) {
        this.rates = rates;
        this.shares = shares;
    }

    /// Lets `call` in, with its part of what its tenant may have in progress.
    ///
    /// @throws RefusedException if it has to come again later
    void pass(Call call) {
        var route = call.route();
        if (!route.takesBack() && !rates.admitsRequest(call.tenant())) {
            throw tooMuch();
        }
        if (route.beginsSession() && !rates.admitsSignIn(call.tenant())) {
            throw tooMuch();
        }
        enter(call, call.tenant().id(), kind(route));
    }

    private static Shares.Kind kind(Route route) {
        if (route.opensStream()) {
            return Shares.Kind.FOLLOWS;
        }
        return route.takesBack() ? Shares.Kind.TAKES_BACK : Shares.Kind.USUAL;
    }

    /// As [#pass(Call)], for a path that names no tenant, or one that may be no more. A key for some tenants
    /// counts for the first of them, so that more keys are not more room; one for all is the operator's own,
    /// and counts for nobody.
    void pass(Call call, ApiKey key) {
        if (key.scope() instanceof TenantScope.Only(var tenants)) {
            var kind = call.route().opensStream() ? Shares.Kind.FOLLOWS : Shares.Kind.ACROSS;
            enter(call, Collections.min(tenants, Comparator.comparing(TenantId::value)), kind);
        }
    }

    private void enter(Call call, TenantId tenant, Shares.Kind kind) {
        call.share(shares.enter(tenant, kind).orElseThrow(Turnstile::tooMuch));
    }

    private static RefusedException tooMuch() {
        return Refusal.of(Code.RATE_LIMITED).toException();
    }
}
