package ripcord.verifier;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.jose.SignatureAlgorithm;

/** All that was stated, checked. */
record VerifierSettings(
        RevocationStrategy strategy,
        Trust trust,
        Staleness staleness,
        Remote remote,
        Identity identity,
        int cachedTokens) {
    private static final int MOST_CACHED = 10_000_000;

    VerifierSettings {
        check(cachedTokens >= 1 && cachedTokens <= MOST_CACHED, "cachedTokens", cachedTokens, "1 to " + MOST_CACHED);
    }

    /**
     * Whose tokens are accepted.
     *
     * @param audiences by issuer; empty: any
     */
    record Trust(Map<String, Optional<String>> audiences, Set<Algorithm> algorithms, Duration leeway) {
        private static final Duration LARGEST_LEEWAY = Duration.ofMinutes(5);

        Trust {
            audiences = Map.copyOf(new LinkedHashMap<>(audiences));
            algorithms = Set.copyOf(algorithms);
            boolean fits = !leeway.isNegative() && leeway.compareTo(LARGEST_LEEWAY) <= 0;
            check(fits, "leeway", leeway, "PT0S to " + LARGEST_LEEWAY);
            audiences
                    .values()
                    .forEach(audience -> audience.ifPresent(text -> check(
                            !text.isEmpty() && text.length() <= 255,
                            "audience",
                            Quoted.text(text),
                            "1 to 255 characters")));
        }

        Optional<String> audienceOf(String issuer) {
            return audiences.getOrDefault(issuer, Optional.empty());
        }

        Set<SignatureAlgorithm> signatures() {
            return algorithms.stream().map(Algorithm::signature).collect(Collectors.toUnmodifiableSet());
        }
    }

    record Staleness(Duration max, WhenStale when) {
        private static final Duration LEAST = Duration.ofMillis(100);
        private static final Duration MOST = Duration.ofHours(1);

        /** Of a verifier that holds no copy of the log. */
        static final Staleness OF_NO_COPY = new Staleness(MOST, WhenStale.reject());

        Staleness {
            boolean fits = max.compareTo(LEAST) >= 0 && max.compareTo(MOST) <= 0;
            check(fits, "maxStaleness", max, LEAST + " to " + MOST);
            boolean longEnough =
                    when.mode() != WhenStale.Mode.ACCEPT || when.acceptFor().compareTo(max) >= 0;
            check(longEnough, "acceptFor", when.acceptFor(), "at least maxStaleness, " + max);
        }
    }

    /**
     * @param server empty: where the issuers are
     * @param relay empty: the feed is the server's
     */
    record Remote(Optional<URI> server, Optional<Relay> relay, boolean plainHttp, ApiKey key) {}

    /** Where the feed comes from instead, and what is shown there. */
    record Relay(URI base, ApiKey key) {}

    /** What operators see. */
    record Identity(String name, String version) {
        Identity {
            check(name.matches("[A-Za-z0-9._-]{1,64}"), "name", Quoted.text(name), "1 to 64 of A-Z a-z 0-9 . _ -");
            check(
                    version.matches("[A-Za-z0-9._+-]{0,64}"),
                    "version",
                    Quoted.text(version),
                    "at most 64 of A-Z a-z 0-9 . _ + -");
        }
    }

    private static void check(boolean holds, String what, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
