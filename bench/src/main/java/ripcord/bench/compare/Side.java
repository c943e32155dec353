package ripcord.bench.compare;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import ripcord.verifier.Algorithm;
import ripcord.verifier.RevocationStrategy;
import ripcord.verifier.Verifier;
import ripcord.verifier.VerifierBuilder;
import ripcord.verifier.WhenStale;

/// One strategy: what the tenant's policy calls it, and what a verifier states.
enum Side {
    FEED("feed", RevocationStrategy.FEED),
    INTROSPECT("introspect", RevocationStrategy.INTROSPECTION_ON_EACH_CALL),
    VERSION("version", RevocationStrategy.VERSION_ON_EACH_CALL_WITHOUT_ENDED_SESSIONS),
    DENYLIST("denylist", RevocationStrategy.DENYLIST_WITHOUT_ENDED_SESSIONS),
    EXPIRY("expiry", RevocationStrategy.EXPIRY_WITHOUT_ANY_REVOCATION);

    static final Duration BOUND = Duration.ofSeconds(2);

    private final String wireName;
    private final RevocationStrategy strategy;

    Side(String wireName, RevocationStrategy strategy) {
        this.wireName = wireName;
        this.strategy = strategy;
    }

    /// As the policy has it; the tenant of this side is called so too.
    String wireName() {
        return wireName;
    }

    /// Whether a check waits for the server.
    boolean asksEachTime() {
        return this == INTROSPECT || this == VERSION;
    }

    /// A verifier as a service of this side has it, with keys and, if there is a log, fresh.
    ///
    /// @param server what it asks, which may stand between it and the issuer
    Verifier verifier(URI base, URI server, Path apiKey) throws InterruptedException {
        VerifierBuilder builder = Verifier.builder()
                .name("compare")
                .issuer(base + "/t/" + wireName)
                .server(server)
                .audience(base + "/t/" + wireName)
                .algorithms(Algorithm.ES256)
                .strategy(strategy)
                .leeway(Duration.ZERO)
                .apiKeyFile(apiKey);
        if (this == FEED || this == DENYLIST) {
            builder.maxStaleness(BOUND).whenStale(WhenStale.reject());
        }
        Verifier verifier = builder.build();
        if (!verifier.awaitFresh(Duration.ofSeconds(30))) {
            throw new IllegalStateException(wireName + ": the verifier has no keys, or its log is not fresh");
        }
        return verifier;
    }
}
