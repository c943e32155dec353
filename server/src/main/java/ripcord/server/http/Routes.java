package ripcord.server.http;

import static ripcord.server.http.Verb.DELETE;
import static ripcord.server.http.Verb.GET;
import static ripcord.server.http.Verb.PATCH;
import static ripcord.server.http.Verb.POST;
import static ripcord.server.http.Verb.PUT;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.audit.Events;
import ripcord.server.database.Database;
import ripcord.server.feed.Confirmations;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.feed.Subscriptions;
import ripcord.server.health.Health;
import ripcord.server.http.Access.Anyone;
import ripcord.server.http.Access.ApiKeyHolder;
import ripcord.server.http.Access.ClientKey;
import ripcord.server.http.Access.ClientKeyOrPublic;
import ripcord.server.http.Access.Credentials;
import ripcord.server.http.Access.KeyIfAny;
import ripcord.server.http.Access.SessionCookie;
import ripcord.server.introspection.Introspector;
import ripcord.server.key.SigningKeys;
import ripcord.server.metrics.Gauges;
import ripcord.server.metrics.Metric;
import ripcord.server.metrics.Metrics;
import ripcord.server.policy.Policies;
import ripcord.server.redis.SharedRates;
import ripcord.server.refresh.Refresher;
import ripcord.server.refresh.Renewals;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.Sessions;
import ripcord.server.signin.SignIns;
import ripcord.server.subject.Subjects;
import ripcord.server.tenancy.Erasures;
import ripcord.server.tenancy.Removals;
import ripcord.server.tenancy.TenantChanges;
import ripcord.server.tenant.Tenants;
import ripcord.server.token.AccessTokenChecks;
import ripcord.server.token.AccessTokens;
import ripcord.server.token.Issuers;
import ripcord.server.token.OpaqueTokens;
import ripcord.server.token.SessionTokens;

/// The table of routes. `spec/openapi.json` says the same to clients, and a test compares both.
public final class Routes implements Site {
    private static final String TENANTS = "/admin/v1/tenants";
    private static final String TENANT = TENANTS + "/{tenant}";
    private static final String SESSIONS = TENANT + "/sessions";
    private static final String SUBJECTS = TENANT + "/subjects";
    private static final String SUBJECT = SUBJECTS + "/{subject}";
    private static final String API_KEYS = "/admin/v1/api-keys";
    private static final String ISSUER = "/t/{tenant}";
    private static final String AUTH = ISSUER + "/auth";
    private static final String OAUTH = ISSUER + "/oauth";
    private static final String FEED = "/feed";
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    private final Domains domains;
    private final Tenancy tenancy;
    private final Tokens tokens;
    private final Around around;
    private final Grants grants;
    private final Exchanges exchanges;
    private final SignedOut signedOut;
    private final Waiting waiting;
    private final Feed feed;
    private final Observed observed;

    /// What the store holds.
    public record Domains(
            Database database,
            Tenants tenants,
            ApiKeys apiKeys,
            Policies policies,
            Subjects subjects,
            Sessions sessions,
            SignIns signIns,
            Refresher refresher,
            Renewals renewals,
            RevocationLog log,
            SigningKeys keys,
            Tenancy tenancy) {}

    /// Tenants and subjects as a whole.
    public record Tenancy(TenantChanges changes, Removals removals, Erasures erasures) {}

    /// What proves something, and what says what that is worth.
    public record Tokens(
            OpaqueTokens opaque,
            SessionTokens sessionTokens,
            AccessTokens accessTokens,
            AccessTokenChecks checks,
            Introspector introspector,
            Issuers issuers) {}

    /// The log on its way to verifiers.
    public record Feed(
            FeedStreams streams,
            Subscriptions subscriptions,
            Confirmations confirmations,
            KeyConfirmations keyConfirmations) {}

    /// How it is.
    public record Observed(Metrics metrics, Gauges gauges, Health health) {}

    /// What surrounds all of it.
    ///
    /// @param baseUrl what clients call the server
    /// @param bounds  for each tenant
    /// @param rates   of all nodes together
    public record Around(
            URI baseUrl, String version, Events events, InstantSource clock, TenantBounds bounds, SharedRates rates) {}

    /// The routes to these domains.
    public Routes(Domains domains, Tokens tokens, Feed feed, Observed observed, Around around) {
        this.observed = observed;
        this.domains = domains;
        this.tenancy = domains.tenancy;
        this.tokens = tokens;
        this.around = around;
        this.grants = new Grants(tokens.opaque, tokens.accessTokens, domains.policies, around.clock);
        this.signedOut = new SignedOut(tokens.opaque, domains.policies);
        this.exchanges = new Exchanges(tokens.opaque, domains.refresher, domains.sessions, grants, around.events);
        this.waiting = new Waiting(feed.confirmations, domains.policies, around.events);
        this.feed = feed;
    }

    @Override
    public Doors doors(LongSupplier nanos) {
        var turnstile = new Turnstile(new Rates(nanos, around.rates), new Shares(around.bounds));
        var outages = new Outages(
                new Outages.Parts(domains.database, domains.tenants, domains.policies), around.clock, nanos);
        observed.metrics.counter(Metric.STALE_ANSWERS, List.of(), outages::answeredFromMemory);
        var parts = new Gate.Parts(domains.apiKeys, domains.tenants, tokens.sessionTokens, outages);
        var crossSite = new CrossSite(domains.policies, Origin.of(around.baseUrl));
        return new Gate(parts, crossSite, signedOut, turnstile);
    }

    @Override
    public Dispatcher.Watchers watchers() {
        return new Dispatcher.Watchers(around.events, observed.metrics);
    }

    @Override
    public List<Route> all() {
        return Stream.of(
                        tenants(),
                        sessions(),
                        subjects(),
                        revocations(),
                        keys(),
                        apiKeys(),
                        open(),
                        observed(),
                        auth(),
                        oauth(),
                        authz(),
                        feed())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> tenants() {
        var tenants = new TenantHandlers(
                new TenantHandlers.Parts(
                        domains.tenants, tenancy.changes, tenancy.removals, domains.policies, tokens.issuers),
                waiting,
                around.events);
        var removal = new TenantRemovalHandler(tenancy.removals, feed.streams, waiting, around.events);
        var export = new TenantExportHandler(domains, tenants, around);
        var policy = new PolicyHandlers(domains.policies, around.events);
        return List.of(
                new Route(POST, TENANTS, Body.JSON, new ApiKeyHolder(Right.TENANTS, tenants::create)),
                Route.of(GET, TENANTS, new ApiKeyHolder(Right.TENANTS, tenants::list)),
                Route.of(GET, TENANT, new ApiKeyHolder(Right.TENANTS, tenants::get)),
                new Route(PATCH, TENANT, Body.JSON, new ApiKeyHolder(Right.TENANTS, tenants::change)),
                Route.of(DELETE, TENANT, new Access.Remover(Right.TENANTS, removal::handle)),
                Route.of(GET, TENANT + "/export", new ApiKeyHolder(Right.TENANTS, export::handle)),
                Route.of(GET, TENANT + "/policy", new ApiKeyHolder(Right.POLICY, policy::get)),
                Route.of(GET, TENANT + "/policy/history", new ApiKeyHolder(Right.POLICY, policy::history)),
                new Route(POST, TENANT + "/policy/check", Body.JSON, new ApiKeyHolder(Right.POLICY, policy::check)),
                new Route(PUT, TENANT + "/policy", Body.JSON, new ApiKeyHolder(Right.POLICY, policy::replace)));
    }

    private List<Route> sessions() {
        var signIn = new SignInHandler(domains.signIns, domains.sessions, grants, around.events, around.clock);
        var renew = new RenewHandler(domains.renewals, domains.sessions, grants, around.events, around.clock);
        var sessions = sessionHandlers();
        return List.of(
                new Route(POST, SESSIONS, Body.JSON, new ApiKeyHolder(Right.SESSIONS_CREATE, signIn::handle)),
                Route.of(GET, SESSIONS, new ApiKeyHolder(Right.SESSIONS_READ, sessions::list)),
                Route.of(GET, SESSIONS + "/{id}", new ApiKeyHolder(Right.SESSIONS_READ, sessions::get)),
                Route.of(DELETE, SESSIONS + "/{id}", new ApiKeyHolder(Right.SESSIONS_END, sessions::end)),
                new Route(
                        POST,
                        SESSIONS + "/{id}/renew",
                        Body.JSON,
                        new ApiKeyHolder(Right.SESSIONS_CREATE, renew::handle)));
    }

    private SessionHandlers sessionHandlers() {
        return new SessionHandlers(domains.sessions, waiting, around.events);
    }

    private List<Route> subjects() {
        var subjects = new SubjectHandlers(domains.subjects, around.events);
        var records =
                new SubjectRecordHandlers(domains.subjects, domains.sessions, tenancy.erasures, waiting, around.events);
        return List.of(
                Route.of(GET, SUBJECTS, new ApiKeyHolder(Right.SUBJECTS, records::list)),
                Route.of(GET, SUBJECT, new ApiKeyHolder(Right.SUBJECTS, subjects::get)),
                Route.of(DELETE, SUBJECT, new ApiKeyHolder(Right.SUBJECTS, records::erase)),
                Route.of(GET, SUBJECT + "/export", new ApiKeyHolder(Right.SUBJECTS, records::export)),
                new Route(PUT, SUBJECT, Body.JSON, new ApiKeyHolder(Right.SUBJECTS, subjects::put)),
                Route.of(
                        DELETE,
                        SUBJECT + "/sessions",
                        new ApiKeyHolder(Right.SESSIONS_END, sessionHandlers()::endSubject)));
    }

    private List<Route> revocations() {
        var parts = new RevocationHandlers.Parts(domains.database, domains.log, domains.sessions, domains.keys);
        var revocations = new RevocationHandlers(parts, waiting, around.events);
        return List.of(
                new Route(
                        POST, TENANT + "/revocations", Body.JSON, new ApiKeyHolder(Right.REVOKE, revocations::revoke)),
                Route.of(GET, TENANT + "/revocations", new ApiKeyHolder(Right.REVOKE, revocations::list)));
    }

    private List<Route> keys() {
        var keys = new KeyHandlers(domains.keys, feed.keyConfirmations, waiting, around.events);
        return List.of(
                Route.of(GET, TENANT + "/keys", new ApiKeyHolder(Right.KEYS, keys::list)),
                new Route(
                        POST, TENANT + "/keys/rotate", Body.OPTIONAL_JSON, new ApiKeyHolder(Right.KEYS, keys::rotate)),
                new Route(
                        POST,
                        TENANT + "/keys/{kid}/compromise",
                        Body.JSON,
                        new ApiKeyHolder(Right.KEYS, keys::compromise)));
    }

    private List<Route> apiKeys() {
        var apiKeys = new ApiKeyHandlers(domains.apiKeys, around.events);
        return List.of(
                new Route(POST, API_KEYS, Body.JSON, new ApiKeyHolder(Right.API_KEYS, apiKeys::create)),
                Route.of(GET, API_KEYS, new ApiKeyHolder(Right.API_KEYS, apiKeys::list)),
                Route.of(DELETE, API_KEYS + "/{id}", new ApiKeyHolder(Right.API_KEYS, apiKeys::delete)));
    }

    private List<Route> open() {
        var open = new PublicHandlers(domains.keys, domains.policies, tokens.issuers, domains.database);
        return List.of(
                Route.of(GET, ISSUER + "/.well-known/jwks.json", new Anyone(open::jwks)),
                Route.of(GET, ISSUER + METADATA, new Anyone(open::metadata)),
                // RFC 8414 section 3.1 puts the well-known part before the issuer's path.
                Route.of(GET, METADATA + ISSUER, new Anyone(open::metadata)));
    }

    private List<Route> observed() {
        var handlers = new ObservedHandlers(observed.health, observed.gauges, around.version);
        return List.of(
                Route.of(GET, "/metrics", new ApiKeyHolder(Right.METRICS, handlers::metrics)),
                Route.of(GET, "/health", new KeyIfAny(Right.METRICS, handlers::health)),
                Route.of(GET, "/health/live", new Anyone(handlers::live)),
                Route.of(GET, "/health/ready", new Anyone(handlers::ready)));
    }

    private List<Route> auth() {
        var own = new OwnSessionHandlers(domains.sessions, domains.policies, grants, around.events);
        var refresh = new RefreshHandler(exchanges, tokens.sessionTokens, domains.sessions, signedOut, grants);
        var logout = new LogoutHandler(tokens.opaque, domains.sessions, domains.policies, around.events);
        return List.of(
                Route.of(GET, AUTH + "/session", new SessionCookie(own::current)),
                Route.of(GET, AUTH + "/sessions", new SessionCookie(own::list)),
                Route.of(DELETE, AUTH + "/sessions/{id}", new SessionCookie(own::end)),
                new Route(POST, AUTH + "/token", Body.OPTIONAL_JSON, new SessionCookie(own::token)),
                new Route(POST, AUTH + "/refresh", Body.OPTIONAL_JSON, new Credentials(refresh::handle)),
                new Route(POST, AUTH + "/logout", Body.OPTIONAL_JSON, new Credentials(logout::handle)));
    }

    private List<Route> oauth() {
        var token = new OAuthTokenHandler(exchanges, grants);
        var introspect = new IntrospectHandler(tokens.introspector);
        var revoke = new OAuthRevokeHandler(
                tokens.opaque,
                tokens.checks,
                domains.sessions,
                new OAuthRevokeHandler.Log(domains.database, domains.log),
                around.events);
        return List.of(
                new Route(POST, OAUTH + "/token", Body.FORM, new Anyone(token::handle)),
                new Route(POST, OAUTH + "/introspect", Body.FORM, new ClientKey(Right.INTROSPECT, introspect::handle)),
                new Route(POST, OAUTH + "/revoke", Body.FORM, new ClientKeyOrPublic(Right.REVOKE, revoke::handle)));
    }

    private List<Route> authz() {
        var authz = new AuthzHandlers(domains.subjects);
        return List.of(
                Route.of(
                        GET,
                        ISSUER + "/subjects/{subject}/version",
                        new ApiKeyHolder(Right.AUTHZ_READ, authz::version)),
                Route.of(GET, ISSUER + "/authz/{ref}", new ApiKeyHolder(Right.AUTHZ_READ, authz::one)),
                new Route(POST, ISSUER + "/authz", Body.JSON, new ApiKeyHolder(Right.AUTHZ_READ, authz::many)));
    }

    private List<Route> feed() {
        var handlers = new FeedHandlers(
                feed,
                new FeedHandlers.Rules(
                        key -> domains.apiKeys.isGood(key),
                        tenant -> domains.policies
                                .of(tenant)
                                .policy()
                                .revocation()
                                .strategy()
                                .isStreamed(),
                        FeedDeclaration.LONGEST_ACCEPTED),
                around.clock);
        return feed(handlers);
    }

    /// What a verifier uses of whoever serves the feed, a server or a relay.
    static List<Route> feed(FeedHandlers handlers) {
        return List.of(
                Route.of(GET, ISSUER + FEED, new ApiKeyHolder(Right.FEED, handlers::ofTenant)),
                Route.of(GET, FEED, new ApiKeyHolder(Right.FEED, handlers::ofKey)),
                said(ISSUER + FEED + "/confirm", handlers::confirm),
                said(FEED + "/confirm", handlers::confirm),
                said(ISSUER + FEED + "/keys", handlers::keys),
                said(FEED + "/keys", handlers::keys),
                said(ISSUER + FEED + "/close", handlers::close),
                said(FEED + "/close", handlers::close),
                said(ISSUER + FEED + "/report", handlers::report),
                said(FEED + "/report", handlers::report),
                Route.of(GET, "/admin/v1/verifiers", new ApiKeyHolder(Right.FEED, handlers::verifiers)));
    }

    /// What a verifier says.
    private static Route said(String template, Access.KeyHandler handler) {
        return new Route(POST, template, Body.JSON, new ApiKeyHolder(Right.FEED, handler));
    }
}
