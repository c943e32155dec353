package ripcord.verifier;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.Declaration;
import ripcord.verifier.feed.FeedSettings;
import ripcord.verifier.feed.KeyNews;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.http.Http;
import ripcord.verifier.remote.AuthorizationSource;
import ripcord.verifier.remote.Introspector;
import ripcord.verifier.remote.JwksFetcher;
import ripcord.verifier.remote.KeyRefresh;
import ripcord.verifier.remote.SubjectVersions;

/** Puts a verifier together from what was stated, and starts it. */
final class Assembly {
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);
    /** Per token that is remembered; most are far smaller. */
    private static final long CACHE_BYTES_PER_TOKEN = 8 * 1024;

    private final VerifierSettings settings;
    private final Clocks clocks;
    private final SecureRandom random;
    private final Http http;
    private final Endpoints endpoints;
    private final Tally tally = new Tally();
    private final Map<String, JwksFetcher> fetchers = new LinkedHashMap<>();

    private Assembly(VerifierSettings settings, Clocks clocks, SecureRandom random) {
        this.settings = settings;
        this.clocks = clocks;
        this.random = random;
        this.http = new Http(CALL_DEADLINE, settings.remote().plainHttp());
        this.endpoints = Endpoints.of(
                settings.remote().server(),
                settings.trust().audiences().keySet().stream()
                        .map(IssuerName::parse)
                        .toList());
    }

    /** Everything is checked before anything is started. */
    static Verifier start(VerifierSettings settings, Clocks clocks, SecureRandom random) {
        return new Assembly(settings, clocks, random).start();
    }

    private Verifier start() {
        List<TrustedIssuer> issuers =
                endpoints.issuers().stream().map(this::trust).toList();
        RevocationFeed feed = feed();
        var keys = new KeyRefresh(List.copyOf(fetchers.values()));
        ExecutorService listeners = Executors.newSingleThreadExecutor(Assembly::listenerThread);
        var watches = new Watches(feed.entries(), listeners);
        var judge = judge(feed);
        var background = new Background(
                clocks,
                issuers,
                watches,
                authorizations(feed, judge),
                List.of(feed::close, keys::close, listeners::shutdown));
        feed.onEntries(watches::onEntries);
        connectKeys(feed);
        keys.start();
        if (settings.strategy().isStreamed()) {
            feed.start();
        }
        return new Verifier(reader(issuers), cache(), judge, background, tally);
    }

    /** Keys that the feed names are fetched, and confirmed when they are in use. */
    private void connectKeys(RevocationFeed feed) {
        fetchers.forEach((tenant, fetcher) -> fetcher.onHeld(keyIds -> feed.holdsKeys(tenant, keyIds)));
        feed.onKeys(news -> {
            JwksFetcher fetcher = fetchers.get(news.tenant());
            if (fetcher != null) {
                fetcher.accept(news);
            } else {
                // Nobody here verifies that tenant's tokens: there is nothing to wait for.
                feed.holdsKeys(
                        news.tenant(),
                        news.keys().stream().map(KeyNews.Key::kid).toList());
            }
        });
    }

    private TrustedIssuer trust(IssuerName issuer) {
        var fetcher = new JwksFetcher(endpoints.keys(issuer.tenant()), http, clocks, random);
        if (fetchers.put(issuer.tenant(), fetcher) != null) {
            throw new IllegalArgumentException("issuer: two of tenant " + issuer.tenant() + " (expected: one of each)");
        }
        var audience = settings.trust().audienceOf(issuer.text());
        return new TrustedIssuer(issuer, audience, new FetchedKeys(fetcher));
    }

    private RevocationFeed feed() {
        Optional<VerifierSettings.Relay> relay = settings.remote().relay();
        var feed = new FeedSettings(
                endpoints.feed(relay.map(VerifierSettings.Relay::base)),
                declaration(),
                relay.map(VerifierSettings.Relay::key).orElse(settings.remote().key()),
                FeedSettings.DEFAULT_MAX_ENTRIES,
                settings.strategy() != RevocationStrategy.FEED);
        return new RevocationFeed(feed, http, new RevocationFeed.Surroundings(clocks, random), tally::reported);
    }

    private Declaration declaration() {
        WhenStale when = settings.staleness().when();
        return new Declaration(
                settings.identity().name(),
                settings.staleness().max(),
                when.wireName(),
                when.acceptForIfAny(),
                settings.identity().version());
    }

    private Judge judge(RevocationFeed feed) {
        var introspector = new Introspector(http, settings.remote().key(), clocks);
        var versions = new SubjectVersions(http, settings.remote().key(), clocks);
        FreshnessRule rule = switch (settings.strategy()) {
            case FEED, DENYLIST_WITHOUT_ENDED_SESSIONS ->
                new StaleRule(
                        settings.staleness().max(),
                        settings.staleness().when(),
                        (issuer, token, bound) ->
                                introspector.ask(endpoints.introspect(issuer.tenant()), token, bound));
            case INTROSPECTION_ON_EACH_CALL ->
                new AskEachTime(
                        (token, compact) -> introspector.askAnew(endpoints.introspect(token.tenant()), compact),
                        Freshness.Source.INTROSPECTION);
            case VERSION_ON_EACH_CALL_WITHOUT_ENDED_SESSIONS ->
                new AskEachTime(
                        (token, compact) -> versions.ask(
                                endpoints.version(token.tenant(), token.claims().subject()),
                                token.claims().rev()),
                        Freshness.Source.VERSION);
            case EXPIRY_WITHOUT_ANY_REVOCATION -> new UntilExpiry();
        };
        return new Judge(
                new FeedLog(feed, endpoints.issuers().size() > 1),
                clocks,
                new TimeRules(settings.trust().leeway()),
                rule);
    }

    private Authorizations authorizations(RevocationFeed feed, Judge judge) {
        var source = new AuthorizationSource(http, settings.remote().key(), clocks, feed.entries());
        return new RemoteAuthorizations(source, endpoints, judge);
    }

    private TokenReader reader(List<TrustedIssuer> issuers) {
        var byName = issuers.stream().collect(Collectors.toMap(TrustedIssuer::name, issuer -> issuer));
        return new TokenReader(byName, settings.trust().signatures());
    }

    private TokenCache cache() {
        int tokens = settings.cachedTokens();
        return new TokenCache(tokens, tokens * CACHE_BYTES_PER_TOKEN, random.nextLong());
    }

    private static Thread listenerThread(Runnable work) {
        var thread = new Thread(work, "ripcord-listeners");
        thread.setDaemon(true);
        return thread;
    }

    /** Where the server answers what. */
    record Endpoints(URI base, List<IssuerName> issuers) {
        static Endpoints of(Optional<URI> server, List<IssuerName> issuers) {
            List<URI> bases = issuers.stream().map(IssuerName::base).distinct().toList();
            if (server.isEmpty() && bases.size() > 1) {
                throw new IllegalStateException(
                        "server: not stated, and the issuers are at " + bases + " (expected: .server(uri))");
            }
            return new Endpoints(server.orElse(bases.get(0)), issuers);
        }

        /** One tenant's feed, or that of all tenants that the key may see. */
        URI feed(Optional<URI> relay) {
            var from = new Endpoints(relay.orElse(base), issuers);
            return issuers.size() == 1 ? from.tenant(issuers.get(0).tenant(), "feed") : from.at("/feed");
        }

        URI keys(String tenant) {
            return tenant(tenant, ".well-known/jwks.json");
        }

        URI introspect(String tenant) {
            return tenant(tenant, "oauth/introspect");
        }

        URI version(String tenant, String subject) {
            String encoded = URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
            return tenant(tenant, "subjects/" + encoded + "/version");
        }

        URI authz(String tenant) {
            return tenant(tenant, "authz");
        }

        private URI tenant(String tenant, String path) {
            return at("/t/" + tenant + "/" + path);
        }

        private URI at(String path) {
            String text = base.toString();
            return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
        }
    }
}
