package ripcord.server.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tenant wants. Only [PolicyDocument] checks the values: whoever holds one may rely on its bounds.
public record Policy(
        SessionPolicy session,
        CookiePolicy cookie,
        AccessTokenPolicy accessToken,
        RefreshPolicy refresh,
        RevocationPolicy revocation,
        KeyPolicy keys,
        ClockPolicy clock,
        OutagePolicy outage) {
    /// How long a copy of the JWKS may be kept at most, whatever a policy says.
    public static final Duration LONGEST_JWKS_MAX_AGE = Duration.ofDays(1);

    /// What a tenant has that stated nothing.
    public static final Policy DEFAULT = new Policy(
            new SessionPolicy(Duration.ofDays(7), Duration.ofDays(30), SessionLimit.NONE, Duration.ofDays(90)),
            new CookiePolicy(SameSite.LAX, SameSite.STRICT, false, List.of()),
            new AccessTokenPolicy(
                    SigningAlgorithm.ES256,
                    Duration.ofMinutes(15),
                    0.1,
                    1024,
                    AccessTokenPolicy.ISSUER,
                    AuthorizationMode.REFERENCE,
                    List.of()),
            new RefreshPolicy(Duration.ofSeconds(10), Duration.ofDays(1)),
            new RevocationPolicy(RevocationStrategy.FEED, Duration.ofSeconds(2), StaleMode.INTROSPECT, null),
            new KeyPolicy(Duration.ofDays(30), Duration.ofDays(1), Duration.ofMinutes(15)),
            new ClockPolicy(Duration.ofSeconds(30)),
            OutagePolicy.STRICT);

    /// How long sessions live.
    ///
    /// @param idle     a session that was not used for so long is over
    /// @param absolute a session is over so long after it began, used or not
    /// @param limit    how many of a subject may be alive at a time
    /// @param history  how long ended sessions are remembered
    public record SessionPolicy(Duration idle, Duration absolute, SessionLimit limit, Duration history) {}

    /// How many sessions of a subject may be alive at a time.
    ///
    /// @param most at least 1; null for any number
    public record SessionLimit(@Nullable Integer most, WhenExceeded whenExceeded) {
        /// Any number.
        public static final SessionLimit NONE = new SessionLimit(null, WhenExceeded.END_OLDEST);
    }

    /// What becomes of a sign-in that would be one too many.
    public enum WhenExceeded {
        /// It takes the place of the session that began first.
        END_OLDEST("end_oldest"),
        /// It is refused.
        REFUSE("refuse");

        private final String wireName;

        WhenExceeded(String wireName) {
            this.wireName = wireName;
        }

        /// As JSON holds it.
        public String wireName() {
            return wireName;
        }
    }

    /// How cookies are set, and from where they may be used.
    ///
    /// @param sameSite        of the session cookie
    /// @param refreshSameSite of the refresh cookie
    /// @param origins         from which cookies may be used, besides the issuer's own; `scheme://host[:port]`
    public record CookiePolicy(SameSite sameSite, SameSite refreshSameSite, boolean partitioned, List<String> origins) {
        /// Copies the list.
        public CookiePolicy {
            origins = List.copyOf(origins);
        }
    }

    /// The attribute of that name.
    public enum SameSite {
        LAX("Lax"),
        STRICT("Strict");

        private final String wireName;

        SameSite(String wireName) {
            this.wireName = wireName;
        }

        /// As cookies and JSON hold it.
        public String wireName() {
            return wireName;
        }
    }

    /// What access tokens are.
    ///
    /// @param lifetime        the longest; 1 to 60 minutes
    /// @param jitter          up to which part of it a token may live shorter; 0 to 0.5
    /// @param defaultAudience for sessions that state none; [#ISSUER] stands for the tenant's issuer
    /// @param claims          which of the subject's attributes go into the token, under their own names
    public record AccessTokenPolicy(
            SigningAlgorithm alg,
            Duration lifetime,
            double jitter,
            int maxBytes,
            String defaultAudience,
            AuthorizationMode authorization,
            List<String> claims) {
        /// Stands for the tenant's issuer.
        public static final String ISSUER = "{issuer}";

        /// Copies the list.
        public AccessTokenPolicy {
            claims = List.copyOf(claims);
        }
    }

    /// What access tokens are signed with.
    public enum SigningAlgorithm {
        ES256("ES256"),
        EDDSA("EdDSA"),
        RS256("RS256"),
        PS256("PS256");

        private final String wireName;

        SigningAlgorithm(String wireName) {
            this.wireName = wireName;
        }

        /// As JOSE writes it.
        public String wireName() {
            return wireName;
        }
    }

    /// What access tokens say about what the subject may do.
    public enum AuthorizationMode {
        /// A reference that the server resolves.
        REFERENCE("reference"),
        /// Roles, groups and entitlements themselves.
        EMBED("embed"),
        /// Nothing.
        NONE("none");

        private final String wireName;

        AuthorizationMode(String wireName) {
            this.wireName = wireName;
        }

        /// As JSON holds it.
        public String wireName() {
            return wireName;
        }
    }

    /// How refresh tokens are exchanged.
    ///
    /// @param grace    how long a spent refresh token still counts as a retry; 0 to 60 s
    /// @param recovery how long after that its presenter may have lost the answer; 0 is strict
    public record RefreshPolicy(Duration grace, Duration recovery) {}

    /// How soon a revocation is known everywhere.
    ///
    /// @param strategy     by what verifiers learn of it at all
    /// @param maxStaleness how old a verifier's copy of the log may be
    /// @param acceptFor    with [StaleMode#ACCEPT]: for how long after its last evidence; null with the others
    public record RevocationPolicy(
            RevocationStrategy strategy,
            Duration maxStaleness,
            StaleMode whenStale,
            @Nullable Duration acceptFor) {
        /// Until when, after its last evidence, a verifier may still accept by itself.
        public Duration acceptance() {
            return acceptFor == null ? maxStaleness : acceptFor;
        }
    }

    /// By what the tenant's verifiers learn that something was taken back.
    public enum RevocationStrategy {
        /// The log is streamed to them, all of it.
        FEED("feed"),
        /// They do not: a token is good until it expires.
        EXPIRY("expiry"),
        /// Only entries about single tokens, and about keys, are streamed to them.
        DENYLIST("denylist"),
        /// They ask for the subject's version each time.
        VERSION("version"),
        /// They ask about the token each time.
        INTROSPECT("introspect");

        private final String wireName;

        RevocationStrategy(String wireName) {
            this.wireName = wireName;
        }

        /// As JSON holds it.
        public String wireName() {
            return wireName;
        }

        /// Whether the tenant has a feed.
        public boolean isStreamed() {
            return this == FEED || this == DENYLIST;
        }
    }

    /// What a verifier does whose copy of the log is too old.
    public enum StaleMode {
        INTROSPECT("introspect"),
        REJECT("reject"),
        ACCEPT("accept");

        private final String wireName;

        StaleMode(String wireName) {
            this.wireName = wireName;
        }

        /// As JSON and the feed's query hold it.
        public String wireName() {
            return wireName;
        }
    }

    /// How signing keys follow each other.
    ///
    /// @param rotateEvery how long a key signs
    /// @param announce    how long it is published before it signs
    /// @param jwksMaxAge  how long a copy of the JWKS may be kept
    public record KeyPolicy(Duration rotateEvery, Duration announce, Duration jwksMaxAge) {}

    /// How far clocks may differ.
    ///
    /// @param leeway by how much clocks may differ; at most 5 min
    public record ClockPolicy(Duration leeway) {}

    /// What a server still answers that is cut off from the store, while others may go on to end sessions.
    ///
    /// @param answerFromMemoryFor looking a session up, counted from when memory was last known to be all; zero for
    ///     never. At most [RevocationPolicy#acceptance()], and [#LONGEST]
    public record OutagePolicy(Duration answerFromMemoryFor) {
        /// Nothing that rests on memory.
        public static final OutagePolicy STRICT = new OutagePolicy(Duration.ZERO);

        /// What nobody may exceed.
        public static final Duration LONGEST = Duration.ofMinutes(5);
    }
}
