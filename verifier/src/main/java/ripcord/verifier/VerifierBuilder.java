package ripcord.verifier;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.http.ApiKey;

/**
 * States what a {@link Verifier} expects. Issuer, audience, algorithms, {@code maxStaleness}, {@code whenStale} and the
 * API key have no default: {@link #build} refuses to guess them. Not thread-safe.
 */
public final class VerifierBuilder {
    private final Map<String, Optional<String>> issuers = new LinkedHashMap<>();
    private final Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    private @Nullable URI server;
    private VerifierSettings.@Nullable Relay relay;
    private @Nullable String audience;
    private boolean anyAudience;
    private @Nullable Duration maxStaleness;
    private @Nullable WhenStale whenStale;
    private @Nullable ApiKey apiKey;
    private String name = "verifier";
    private String version = "";
    private Duration leeway = Duration.ofSeconds(30);
    private RevocationStrategy strategy = RevocationStrategy.FEED;
    private boolean plainHttp;
    private int cachedTokens = 10_000;

    VerifierBuilder() {}

    /**
     * Trusts an issuer. May be called again for other tenants of the same server; their keys are kept apart.
     *
     * @param issuer {@code {base_url}/t/{tenant}}, exactly as tokens state it
     */
    public VerifierBuilder issuer(String issuer) {
        issuers.put(requireNonNull(issuer, "issuer"), Optional.empty());
        return this;
    }

    /**
     * Trusts an issuer, with an audience of its own.
     *
     * @param audience that its tokens must be for, instead of {@link #audience(String)}
     */
    public VerifierBuilder issuer(String issuer, String audience) {
        issuers.put(requireNonNull(issuer, "issuer"), Optional.of(requireNonNull(audience, "audience")));
        return this;
    }

    /** Who tokens must be for: this service, by the name that the server puts into {@code aud}. Compared exactly. */
    public VerifierBuilder audience(String audience) {
        this.audience = requireNonNull(audience, "audience");
        return this;
    }

    /**
     * Accepts tokens for whomever they were issued. A token that another service was given, or that leaked from it, then
     * works here too.
     */
    public VerifierBuilder allowAnyAudience() {
        this.anyAudience = true;
        return this;
    }

    /** Which signatures are accepted: those that the tenants' policies name, usually one. */
    public VerifierBuilder algorithms(Algorithm first, Algorithm... more) {
        algorithms.clear();
        algorithms.addAll(EnumSet.of(first, more));
        return this;
    }

    /**
     * By what this verifier learns that a token was taken back: unless stated, {@link RevocationStrategy#FEED}. With one
     * that follows no stream, {@code maxStaleness} and {@code whenStale} mean nothing and are refused, and listeners of
     * {@link Verifier#watch} are never told.
     */
    public VerifierBuilder strategy(RevocationStrategy strategy) {
        this.strategy = requireNonNull(strategy, "strategy");
        return this;
    }

    /**
     * How old the copy of the log may be, that is: how long after it was acknowledged a revocation may still be unknown
     * here. The tenant's policy may demand less.
     *
     * @param maxStaleness 100 ms to 1 h
     */
    public VerifierBuilder maxStaleness(Duration maxStaleness) {
        this.maxStaleness = requireNonNull(maxStaleness, "maxStaleness");
        return this;
    }

    /** What happens when the copy is older. */
    public VerifierBuilder whenStale(WhenStale whenStale) {
        this.whenStale = requireNonNull(whenStale, "whenStale");
        return this;
    }

    /**
     * Where the server is reached from here. Without it, where the issuers say.
     *
     * @param server the base, without {@code /t/{tenant}}
     */
    public VerifierBuilder server(URI server) {
        this.server = requireNonNull(server, "server");
        return this;
    }

    /**
     * Follows the log at a relay ({@code ripcord relay}) and not at the server. Keys, introspection and authorizations
     * still come from the server, so whoever runs the relay can delay what is revoked, up to
     * {@link #maxStaleness(Duration)} and no further as long as it runs as it should, and forge nothing.
     *
     * @param relay the relay's base, without {@code /feed}
     * @param key a key of the relay, in a file that is read anew on each use, so that it can be replaced while the service
     *     runs; white space around it is left out. The server's API key is never shown there
     * @throws IllegalArgumentException if there is no such file, it cannot be read, or holds no key. Who else may read it
     *     is not looked at
     */
    public VerifierBuilder feed(URI relay, Path key) {
        return feed(relay, KeyFile.read("feed", requireNonNull(key, "key")));
    }

    /**
     * As {@link #feed(URI, Path)}.
     *
     * @param key must be thread-safe and must not wait for anything: the feed waits for it
     */
    public VerifierBuilder feed(URI relay, Supplier<String> key) {
        this.relay = new VerifierSettings.Relay(requireNonNull(relay, "relay"), new ApiKey(requireNonNull(key, "key")));
        return this;
    }

    /** Speaks plain http also to other machines than this one. Whoever sits between then decides who is let in. */
    public VerifierBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /**
     * The API key: right {@code feed} for the tenant of each issuer, and {@code introspect} and {@code authz.read} where
     * those are used.
     *
     * @throws IllegalArgumentException if it cannot be one: empty, or with characters that no key has; does not quote it
     */
    public VerifierBuilder apiKey(String key) {
        requireNonNull(key, "key");
        ApiKey.check(key);
        return apiKey(() -> key);
    }

    /**
     * The API key, asked for anew on each use, so that it can be replaced while the service runs.
     *
     * @param key must be thread-safe and must not wait for anything: the feed waits for it
     */
    public VerifierBuilder apiKey(Supplier<String> key) {
        this.apiKey = new ApiKey(requireNonNull(key, "key"));
        return this;
    }

    /**
     * The API key in a file, read anew on each use. White space around it is left out.
     *
     * @throws IllegalArgumentException if there is no such file, it cannot be read, or holds no key. Who else may read it
     *     is not looked at
     */
    public VerifierBuilder apiKeyFile(Path file) {
        requireNonNull(file, "file");
        return apiKey(KeyFile.read("apiKeyFile", file));
    }

    /**
     * What operators see this verifier as; several instances of a service may share it.
     *
     * @param name 1 to 64 of {@code [A-Za-z0-9._-]}; unless stated, {@code verifier}
     */
    public VerifierBuilder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * The service's version, for operators.
     *
     * @param version up to 64 of {@code [A-Za-z0-9._+-]}
     */
    public VerifierBuilder version(String version) {
        this.version = requireNonNull(version, "version");
        return this;
    }

    /**
     * By how much the clocks of server and service may differ, when a token's times are looked at. The log's freshness
     * has no such allowance.
     *
     * @param leeway up to 5 minutes; unless stated, 30 s
     */
    public VerifierBuilder leeway(Duration leeway) {
        this.leeway = requireNonNull(leeway, "leeway");
        return this;
    }

    /**
     * How many tokens are remembered, so that their signature need not be verified again; each takes about 5 KiB.
     *
     * @param tokens 1 to 10,000,000; unless stated, 10,000
     */
    public VerifierBuilder cachedTokens(int tokens) {
        this.cachedTokens = tokens;
        return this;
    }

    /**
     * Builds the verifier and starts to follow the log and fetch keys; does not wait for either.
     *
     * @throws IllegalStateException if something is not stated that has no default; says what and how
     * @throws IllegalArgumentException if something that was stated cannot be; says what was expected
     */
    public Verifier build() {
        return Assembly.start(settings(), Clocks.SYSTEM, new SecureRandom());
    }

    VerifierSettings settings() {
        require(!issuers.isEmpty(), "issuer", ".issuer(\"https://id.example.com/t/default\")");
        require(!algorithms.isEmpty(), "algorithms", ".algorithms(Algorithm.ES256)");
        return new VerifierSettings(
                strategy,
                new VerifierSettings.Trust(audiences(), algorithms, leeway),
                staleness(),
                new VerifierSettings.Remote(Optional.ofNullable(server), Optional.ofNullable(relay), plainHttp, key()),
                new VerifierSettings.Identity(name, version),
                cachedTokens);
    }

    private VerifierSettings.Staleness staleness() {
        if (strategy.isStreamed()) {
            return new VerifierSettings.Staleness(
                    required(maxStaleness, "maxStaleness", ".maxStaleness(Duration.ofSeconds(2))"),
                    required(whenStale, "whenStale", ".whenStale(WhenStale.introspect())"));
        }
        if (maxStaleness != null || whenStale != null) {
            throw new IllegalStateException(
                    (maxStaleness != null ? "maxStaleness" : "whenStale") + ": stated, and nothing can be stale with "
                            + strategy + " (expected: neither, or another strategy)");
        }
        return VerifierSettings.Staleness.OF_NO_COPY;
    }

    private ApiKey key() {
        if (apiKey == null && strategy == RevocationStrategy.EXPIRY_WITHOUT_ANY_REVOCATION) {
            return new ApiKey(() -> {
                throw new IllegalStateException("apiKey: not stated (expected: .apiKeyFile(path), to ask the server)");
            });
        }
        return required(apiKey, "apiKey", ".apiKeyFile(path)");
    }

    /** Of each issuer, the audience that it was stated with, else the one of all. */
    private Map<String, Optional<String>> audiences() {
        var audiences = new LinkedHashMap<String, Optional<String>>();
        issuers.forEach((issuer, own) -> audiences.put(issuer, own.or(() -> Optional.ofNullable(audience))));
        if (anyAudience && audience != null) {
            throw new IllegalStateException(
                    "audience: stated, and any allowed (expected: .audience(name) or .allowAnyAudience(), not both)");
        }
        boolean stated = anyAudience || audiences.values().stream().allMatch(Optional::isPresent);
        require(stated, "audience", ".audience(\"orders\"), or .allowAnyAudience()");
        return audiences;
    }

    private static <T> T required(@Nullable T value, String what, String how) {
        require(value != null, what, how);
        return requireNonNull(value);
    }

    private static void require(boolean stated, String what, String how) {
        if (!stated) {
            throw new IllegalStateException(what + ": not stated (expected: " + how + ")");
        }
    }
}
