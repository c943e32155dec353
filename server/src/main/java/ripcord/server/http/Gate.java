package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;
import ripcord.server.token.SessionCheck;
import ripcord.server.token.SessionTokens;

/// The one place that turns what a route demands into what a request must show. A handler cannot be reached around it:
/// what handlers are given as proof, only this class can make.
///
/// The order is that of `spec/errors.md`: API key, tenant, form of the request; then values, then state.
final class Gate implements Doors {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final ApiKeys apiKeys;
    private final Tenants tenants;
    private final SessionTokens sessionTokens;
    private final Outages outages;
    private final CrossSite crossSite;
    private final SignedOut signedOut;
    private final Turnstile turnstile;

    /// What is asked about a request.
    record Parts(ApiKeys apiKeys, Tenants tenants, SessionTokens sessionTokens, Outages outages) {}

    Gate(Parts parts, CrossSite crossSite, SignedOut signedOut, Turnstile turnstile) {
        this.apiKeys = parts.apiKeys;
        this.tenants = parts.tenants;
        this.sessionTokens = parts.sessionTokens;
        this.outages = parts.outages;
        this.crossSite = crossSite;
        this.signedOut = signedOut;
        this.turnstile = turnstile;
    }

    @Override
    public Answer mark(Answer answer) {
        return outages.mark(answer);
    }

    /// Proof that an API key with the route's right was shown.
    static final class Caller {
        private final ApiKey key;

        /// For the [Doors] alone.
        Caller(ApiKey key) {
            this.key = key;
        }

        ApiKey key() {
            return key;
        }

        Actor actor() {
            return Actor.apiKey(key.id());
        }
    }

    /// Proof that the session cookie of a live session was sent, and by no other site.
    static final class SignedIn {
        private final StoredSession stored;
        private final long asOf;
        private final Cookies cookies;

        private SignedIn(StoredSession stored, long asOf, Cookies cookies) {
            this.stored = stored;
            this.asOf = asOf;
            this.cookies = cookies;
        }

        StoredSession stored() {
            return stored;
        }

        /// The log's position at which the session was certainly alive.
        long asOf() {
            return asOf;
        }

        Cookies cookies() {
            return cookies;
        }

        Actor actor() {
            return Actor.subject(stored.session().subject());
        }
    }

    /// Proof that no other site caused the cookies to be sent, if there are any.
    static final class Presented {
        private final Cookies cookies;
        private final @Nullable String inBody;

        private Presented(Cookies cookies, @Nullable String inBody) {
            this.cookies = cookies;
            this.inBody = inBody;
        }

        /// What the browser holds; empty if a refresh token came in the body.
        Cookies cookies() {
            return cookies;
        }

        /// A refresh token that came as JSON, whatever it is worth.
        Optional<String> inBody() {
            return Optional.ofNullable(inBody);
        }
    }

    /// What was ended before the call came is known to this server then: it has
    /// the lease after the call came, and everything it looks at is as new as that. What may be otherwise, see
    /// [Outages].
    @Override
    public Answer enter(Call call) {
        return outages.enter(call, () -> let(call));
    }

    private Answer let(Call call) {
        return switch (call.route().access()) {
            case Access.Anyone(var handler) -> {
                admit(call);
                yield handler.handle(call);
            }
            case Access.ApiKeyHolder(var right, var handler) -> {
                var caller = caller(call, right, bearer(call));
                admit(call);
                if (!call.namesTenant()) {
                    turnstile.pass(call, caller.key());
                }
                yield handler.handle(call, caller);
            }
            case Access.Remover(var right, var handler) -> {
                var caller = caller(call, right, bearer(call));
                call.readBody();
                turnstile.pass(call, caller.key());
                yield handler.handle(call, caller);
            }
            case Access.ClientKey(var right, var handler) -> {
                var caller = caller(call, right, bearer(call).or(() -> basic(call)));
                admit(call);
                yield handler.handle(call, caller);
            }
            case Access.ClientKeyOrPublic(var right, var handler) -> {
                var caller = call.headers(HeaderNames.AUTHORIZATION).isEmpty()
                        ? Optional.<Caller>empty()
                        : Optional.of(caller(call, right, bearer(call).or(() -> basic(call))));
                admit(call);
                yield handler.handle(call, caller);
            }
            case Access.KeyIfAny(var right, var handler) -> {
                var caller = call.headers(HeaderNames.AUTHORIZATION).isEmpty()
                        ? Optional.<Caller>empty()
                        : Optional.of(caller(call, right, bearer(call)));
                admit(call);
                yield handler.handle(call, caller);
            }
            case Access.SessionCookie(var handler) -> {
                admit(call);
                yield signedIn(call, handler);
            }
            case Access.Credentials(var handler) -> {
                admit(call);
                yield handler.handle(call, presented(call));
            }
        };
    }

    /// Finds the tenant and reads the body: after the key, so that who may not ask does not learn what there is.
    private void admit(Call call) {
        if (call.namesTenant()) {
            call.tenant(named(call).orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException()));
        }
        call.readBody();
        if (call.namesTenant()) {
            turnstile.pass(call);
        }
    }

    private Optional<Tenant> named(Call call) {
        return TenantId.parse(call.path("tenant")).flatMap(tenants::find);
    }

    /// Whoever watches the doors is told at which one it was. Who is refused does not learn whether it is there.
    private RefusedException turnedAway(Call call, Code code) {
        if (call.namesTenant()) {
            named(call).ifPresent(call::tenant);
        }
        return Refusal.of(code).toException();
    }

    private Caller caller(Call call, Right right, Optional<String> shown) {
        var key = shown.flatMap(apiKeys::find).orElseThrow(() -> turnedAway(call, Code.UNAUTHORIZED));
        boolean may = call.namesTenant()
                ? key.rights().contains(right) && includes(key, call.path("tenant"))
                : key.rights().contains(right);
        call.actor(Actor.apiKey(key.id()));
        if (!may) {
            throw turnedAway(call, Code.FORBIDDEN);
        }
        return new Caller(key);
    }

    /// A name that no tenant can have is one that a key for all tenants may ask for, and not find.
    static boolean includes(ApiKey key, String tenant) {
        return TenantId.parse(tenant)
                .map(id -> key.scope().includes(id))
                .orElseGet(() -> key.scope().includes(new ripcord.server.apikey.TenantScope.All()));
    }

    static Optional<String> bearer(Call call) {
        return authorization(call, BEARER);
    }

    /// RFC 6749 §2.3.1, whatever the client calls itself.
    private static Optional<String> basic(Call call) {
        return authorization(call, BASIC).flatMap(Gate::decoded).flatMap(pair -> {
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        });
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// What follows the scheme, if the header is there once.
    private static Optional<String> authorization(Call call, String scheme) {
        var headers = call.headers(HeaderNames.AUTHORIZATION);
        if (headers.size() != 1 || !headers.getFirst().regionMatches(true, 0, scheme, 0, scheme.length())) {
            return Optional.empty();
        }
        return Optional.of(headers.getFirst().substring(scheme.length()).strip());
    }

    private Answer signedIn(Call call, Access.SessionHandler handler) {
        var cookies = Cookies.of(call);
        var token = cookies.session();
        if (token == null) {
            throw Refusal.of(Code.NO_CREDENTIALS).toException();
        }
        refuseOtherSites(call);
        return switch (sessionTokens.check(call.tenant(), token)) {
            case SessionCheck.Held(var stored, long asOf) -> handler.handle(call, new SignedIn(stored, asOf, cookies));
            case SessionCheck.SignedOut(var ended) -> signedOut.forGood(call, cookies, ended);
            case SessionCheck.Suspended _ ->
                throw Refusal.of(Code.TENANT_SUSPENDED).toException();
            case SessionCheck.Superseded _ -> throw Refusal.of(Code.SUPERSEDED).toException();
            case SessionCheck.Malformed _ -> throw Refusal.of(Code.SIGNED_OUT).toException();
        };
    }

    private Presented presented(Call call) {
        if (call.hasBody()) {
            var fields = call.json();
            var token = fields.optionalText("refresh_token", Text.PRESENTED);
            fields.finish();
            if (token != null) {
                return new Presented(new Cookies(null, null), token);
            }
        }
        var cookies = Cookies.of(call);
        if (!cookies.isEmpty()) {
            refuseOtherSites(call);
        }
        return new Presented(cookies, null);
    }

    private void refuseOtherSites(Call call) {
        if (call.route().verb() != Verb.GET && crossSite.isPossible(call)) {
            throw Refusal.of(Code.CROSS_SITE).toException();
        }
    }
}
