package ripcord.server.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.AccessTokenPolicy;
import ripcord.server.policy.Policy.AuthorizationMode;
import ripcord.server.policy.Policy.ClockPolicy;
import ripcord.server.policy.Policy.CookiePolicy;
import ripcord.server.policy.Policy.KeyPolicy;
import ripcord.server.policy.Policy.OutagePolicy;
import ripcord.server.policy.Policy.RefreshPolicy;
import ripcord.server.policy.Policy.RevocationPolicy;
import ripcord.server.policy.Policy.RevocationStrategy;
import ripcord.server.policy.Policy.SameSite;
import ripcord.server.policy.Policy.SessionLimit;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.policy.Policy.StaleMode;
import ripcord.server.policy.Policy.WhenExceeded;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A policy as JSON: the whole of it, each value within its bounds.
public final class PolicyDocument {
    private static final Pattern ORIGIN = Pattern.compile("(?=.{8,255}$)https?://[^/?#\\s@]+");
    private static final Pattern AUDIENCE = Pattern.compile("[^\\p{Cntrl}]{1,255}");
    private static final int MOST_ORIGINS = 50;
    private static final int MOST_SESSIONS = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PolicyDocument() {}

    /// What a document says.
    public sealed interface Reading {
        /// Every value is within its bounds.
        record Valid(Policy policy) implements Reading {}

        /// All that is wrong with it, not only the first thing.
        record Faulty(List<Fault> faults) implements Reading {
            /// Copies the list.
            public Faulty {
                faults = List.copyOf(faults);
            }
        }
    }

    /// Reads a whole policy. Nothing may be in it that this version does not know, and nothing may be missing but what
    /// the first version did not have; that then has its default.
    public static Reading read(JsonNode document) {
        var root = Section.root(document);
        var revocation = revocation(root.section("revocation"));
        var policy = new Policy(
                session(root.section("session")),
                cookie(root.section("cookie")),
                accessToken(root.section("access_token")),
                refresh(root.section("refresh")),
                revocation,
                keys(root.section("keys")),
                new ClockPolicy(clock(root.section("clock"))),
                root.addedLater(
                        "outage", OutagePolicy.STRICT, name -> outage(root.section(name), revocation.acceptance())));
        var faults = root.finish();
        return faults.isEmpty() ? new Reading.Valid(policy) : new Reading.Faulty(faults);
    }

    private static SessionPolicy session(Section section) {
        var absolute = section.duration("absolute", Duration.ofMinutes(1), Duration.ofDays(400));
        var idle = section.duration("idle", Duration.ofMinutes(1), Duration.ofDays(400));
        section.check(idle.compareTo(absolute) <= 0, "idle", "absolute", "at most session.absolute");
        section.oneOf("binding", "record");
        return new SessionPolicy(
                idle,
                absolute,
                limit(section),
                section.duration("history", Duration.ofDays(1), Duration.ofDays(3_650)));
    }

    private static SessionLimit limit(Section section) {
        var most = section.numberOrNull("max_per_subject", 1, MOST_SESSIONS);
        var whenExceeded = section.addedLater(
                "when_exceeded",
                SessionLimit.NONE.whenExceeded(),
                name -> section.choice(name, WhenExceeded.values(), WhenExceeded::wireName));
        return new SessionLimit(most, whenExceeded);
    }

    private static CookiePolicy cookie(Section section) {
        return new CookiePolicy(
                section.choice("same_site", SameSite.values(), SameSite::wireName),
                section.choice("refresh_same_site", SameSite.values(), SameSite::wireName),
                section.bool("partitioned"),
                origins(section));
    }

    private static List<String> origins(Section section) {
        var expected = "up to " + MOST_ORIGINS + " of scheme://host[:port], none twice";
        var origins = section.texts("origins", ORIGIN, expected);
        boolean fits = origins.size() <= MOST_ORIGINS && Set.copyOf(origins).size() == origins.size();
        section.check(fits, "origins", "origins", expected);
        return origins;
    }

    private static AccessTokenPolicy accessToken(Section section) {
        return new AccessTokenPolicy(
                section.choice("alg", SigningAlgorithm.values(), SigningAlgorithm::wireName),
                section.duration("lifetime", Duration.ofMinutes(1), Duration.ofMinutes(60)),
                section.number("jitter", 0, 0.5),
                (int) section.number("max_bytes", 512, 8192),
                section.text("default_audience", AUDIENCE, "1 to 255 characters, none of them a control character"),
                section.choice("authorization", AuthorizationMode.values(), AuthorizationMode::wireName),
                claims(section));
    }

    private static List<String> claims(Section section) {
        var expected = "up to " + ClaimNames.MOST + " names of attributes, none twice, none of them a claim that"
                + " has a meaning already";
        var claims = section.texts("claims", ClaimNames.FORM, expected);
        boolean fits = claims.size() <= ClaimNames.MOST
                && Set.copyOf(claims).size() == claims.size()
                && claims.stream().noneMatch(ClaimNames::isTaken);
        section.check(fits, "claims", "claims", expected);
        return claims;
    }

    private static RefreshPolicy refresh(Section section) {
        return new RefreshPolicy(
                section.duration("grace", Duration.ZERO, Duration.ofSeconds(60)),
                section.duration("recovery", Duration.ZERO, Duration.ofDays(30)));
    }

    private static RevocationPolicy revocation(Section section) {
        var strategy = section.addedLater(
                "strategy",
                RevocationStrategy.FEED,
                name -> section.choice(name, RevocationStrategy.values(), RevocationStrategy::wireName));
        var staleness = section.duration("max_staleness", Duration.ofMillis(100), Duration.ofHours(1));
        var mode = section.choice("when_stale", StaleMode.values(), StaleMode::wireName);
        if (mode != StaleMode.ACCEPT) {
            section.isNull("accept_for");
            return new RevocationPolicy(strategy, staleness, mode, null);
        }
        return new RevocationPolicy(
                strategy, staleness, mode, section.duration("accept_for", staleness, Duration.ofDays(1)));
    }

    private static KeyPolicy keys(Section section) {
        var age = section.duration("jwks_max_age", Duration.ofMinutes(1), Policy.LONGEST_JWKS_MAX_AGE);
        var announce = section.duration("announce", age, Duration.ofDays(30));
        var every = section.duration("rotate_every", Duration.ofDays(1), Duration.ofDays(365));
        section.check(every.compareTo(announce) > 0, "rotate_every", "announce", "longer than keys.announce");
        return new KeyPolicy(every, announce, age);
    }

    private static Duration clock(Section section) {
        return section.duration("leeway", Duration.ZERO, Duration.ofMinutes(5));
    }

    /// A server that is cut off accepts no longer than a verifier that is.
    private static OutagePolicy outage(Section section, Duration acceptance) {
        var most = acceptance.compareTo(OutagePolicy.LONGEST) < 0 ? acceptance : OutagePolicy.LONGEST;
        return new OutagePolicy(section.duration("answer_from_memory_for", Duration.ZERO, most));
    }

    /// As [#write], for the store: what the first version did not have is left out where it says nothing new, so that a
    /// server of an earlier version beside this one can read it.
    static ObjectNode stored(Policy policy) {
        var document = write(policy);
        if (policy.outage().equals(OutagePolicy.STRICT)) {
            document.remove("outage");
        }
        return document;
    }

    /// The same policy as a document that [#read] takes.
    public static ObjectNode write(Policy policy) {
        var root = JSON.createObjectNode();
        var session = policy.session();
        root.putObject("session")
                .put("idle", text(session.idle()))
                .put("absolute", text(session.absolute()))
                .put("binding", "record")
                .put("max_per_subject", session.limit().most())
                .put("when_exceeded", session.limit().whenExceeded().wireName())
                .put("history", text(session.history()));
        var cookie = policy.cookie();
        var cookies = root.putObject("cookie")
                .put("same_site", cookie.sameSite().wireName())
                .put("refresh_same_site", cookie.refreshSameSite().wireName())
                .put("partitioned", cookie.partitioned());
        cookie.origins().forEach(cookies.putArray("origins")::add);
        var token = policy.accessToken();
        var tokens = root.putObject("access_token")
                .put("alg", token.alg().wireName())
                .put("lifetime", text(token.lifetime()))
                .put("jitter", token.jitter())
                .put("max_bytes", token.maxBytes())
                .put("default_audience", token.defaultAudience())
                .put("authorization", token.authorization().wireName());
        token.claims().forEach(tokens.putArray("claims")::add);
        root.putObject("refresh")
                .put("grace", text(policy.refresh().grace()))
                .put("recovery", text(policy.refresh().recovery()));
        var revocation = policy.revocation();
        root.putObject("revocation")
                .put("strategy", revocation.strategy().wireName())
                .put("max_staleness", text(revocation.maxStaleness()))
                .put("when_stale", revocation.whenStale().wireName())
                .put("accept_for", textOrNull(revocation.acceptFor()));
        root.putObject("keys")
                .put("rotate_every", text(policy.keys().rotateEvery()))
                .put("announce", text(policy.keys().announce()))
                .put("jwks_max_age", text(policy.keys().jwksMaxAge()));
        root.putObject("clock").put("leeway", text(policy.clock().leeway()));
        root.putObject("outage")
                .put("answer_from_memory_for", text(policy.outage().answerFromMemoryFor()));
        return root;
    }

    private static @Nullable String textOrNull(@Nullable Duration duration) {
        return duration == null ? null : text(duration);
    }

    /// ISO 8601, in days where they are whole: Java itself would write `PT168H`.
    private static String text(Duration duration) {
        boolean days = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        return days ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
