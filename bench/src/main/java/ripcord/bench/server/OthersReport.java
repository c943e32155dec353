package ripcord.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ripcord.bench.load.Driver;

/// What [Others] measured in one run, as a section of the document. The first one added is Ripcord.
final class OthersReport {
    private static final List<String> KINDS =
            List.of(Other.KEYS, Other.INTROSPECTION, Other.REFRESH, Other.CLIENT_CREDENTIALS);

    private final Section section;
    private final How how;
    private final Map<String, Found> all = new LinkedHashMap<>();

    OthersReport(Section section, How how) {
        this.section = section;
        this.how = how;
    }

    /// How it was measured.
    ///
    /// @param each     kind, so long
    /// @param warming  at most, for each kind
    /// @param postgres its version
    record How(Duration each, Duration warming, String postgres) {}

    /// What one kind came to.
    ///
    /// @param postgresCores processors that PostgreSQL used
    record Answers(Driver.Rate rate, double postgresCores) {}

    /// What one server came to.
    ///
    /// @param started  from the start of its process to the first 200
    /// @param resident in MB
    record Found(Map<String, Answers> answers, Duration started, long resident) {
        Found {
            answers = Map.copyOf(answers);
        }
    }

    void add(Other other, Found found) {
        all.put(other.name(), found);
    }

    /// Puts it into the document, in place of what was written before.
    void write() throws IOException {
        section.clear();
        section.line(
                "One after the other on that processor, asked over %d connections (%d where there are so many sessions), as soon as"
                        + " they were answered, for %d s after at most %d s of warming up for each kind.",
                Requests.CONNECTIONS, Others.FEW, how.each.toSeconds(), how.warming.toSeconds());
        section.line(
                "%,d sessions, each of another user, unless it says otherwise. Kinds are asked in the order of the columns, so that"
                        + " introspection and refresh meet those sessions alone.",
                Others.SESSIONS);
        section.line(
                "Each kind was seen to be answered rightly beforehand: a P-256 key, `active`, ES256 in the header, a"
                        + " successor that is good, a spent refresh token that is refused.");
        section.line(
                "Answers a second; in brackets the processors that the server and PostgreSQL used. `*`: a lower bound, since the"
                        + " compilers still took more than 2 %% of the server's time. PostgreSQL %s, which syncs what it"
                        + " acknowledges, shares the driver's processor.",
                how.postgres);
        section.line("");
        section.line(
                "| | %s | start to the first 200, s | resident after the first three, MB |", String.join(" | ", KINDS));
        section.line("|---|" + "---|".repeat(KINDS.size()) + "---|---|");
        all.forEach((name, found) -> section.line(
                "| %s | %s | %.1f | %,d |",
                name,
                String.join(" | ", KINDS.stream().map(kind -> cell(found, kind)).toList()),
                found.started.toMillis() / 1e3,
                found.resident));
        section.line("");
        var ours = all.keySet().iterator().next();
        all.forEach((name, found) -> {
            var ratios = ratios(found);
            if (!name.equals(ours) && !ratios.isEmpty()) {
                section.line("- Ripcord answers so many times as many as %s: %s.", name, ratios);
            }
        });
        section.line("");
        for (var prefix : List.of("Ripcord", "Spring", "Keycloak")) {
            if (all.keySet().stream().anyMatch(name -> name.startsWith(prefix))) {
                text(prefix).lines().forEach(line -> section.line(line));
            }
        }
        SETUP.lines().forEach(line -> section.line(line));
        section.write();
    }

    /// Of what was warm on Ripcord's side. Where the other one was not yet, its figure is a lower bound, and so the
    /// ratio an upper one.
    private String ratios(Found found) {
        var ours = all.values().iterator().next();
        var ratios = new ArrayList<String>();
        for (String kind : KINDS) {
            var own = ours.answers.get(kind);
            var its = found.answers.get(kind);
            if (own != null && its != null && own.rate.isWarm()) {
                var atMost = its.rate.isWarm() ? "" : "at most ";
                double times = own.rate.perSecond() / its.rate.perSecond();
                ratios.add(String.format(Locale.ROOT, "%s %s%.1f", kind, atMost, times));
            }
        }
        return String.join(", ", ratios);
    }

    private String cell(Found found, String kind) {
        var its = found.answers.get(kind);
        if (its == null) {
            return found.equals(all.values().iterator().next()) ? "has none" : "";
        }
        var rate = its.rate;
        var failed = rate.failed() > 0 ? "; " + rate.failed() + " failed" : "";
        return String.format(
                Locale.ROOT,
                "%,.0f%s (%.2f, %.2f%s)",
                rate.perSecond(),
                rate.isWarm() ? "" : "*",
                rate.serverCores(),
                its.postgresCores,
                failed);
    }

    private static String text(String server) {
        return switch (server) {
            case "Ripcord" -> RIPCORD;
            case "Spring" -> SPRING;
            default -> KEYCLOAK;
        };
    }

    private static final String RIPCORD = """
            - Ripcord. Introspection: the API key of whoever asks; a signature that was checked before is remembered; times and six look-ups
              in the live entries of its log. Refresh: no client secret; both tags of the token, its row compared and changed in a
              transaction that other requests share, on the device when it is answered; an event. One tenant, of which 16 requests are
              worked on at a time. Signatures by Corretto's provider, as it comes. It has no client credentials.
            """;
    private static final String SPRING = """
            - Spring Authorization Server 7.1.1, Spring Boot 4.1.1. Introspection: the client's secret, and the authorization looked up by
              the token; no signature. Refresh: the same, and the authorization saved anew; on PostgreSQL it is on the device when it is
              answered, in memory nothing is. Client credentials: an authorization added for each.
            - Its store in memory, meant for development and tests, walks over all authorizations and compares each token in constant time.
              Its table for PostgreSQL has no index on tokens; what an operator would add is a hash index on each of the seven columns by
              which it looks.
            - Its client is in memory, as Spring Boot makes it of properties, also beside PostgreSQL: with the client in the database too, 64
              requests at once had no answer within 10 s, each waiting for one of the pool's ten connections while it held another
              (spring-authorization-server#1257). The client's secret is compared as it is (`{noop}`, as in its guide, and kept so by an
              encoder of that kind): the encoder that comes with it would turn it into bcrypt at the first use, and each request would take
              as long as that.
            """;
    private static final String KEYCLOAK = """
            - Keycloak. Introspection: the client's secret, the signature, user and session. Refresh: the client's secret, the refresh token's
              own signature, and what it keeps of sessions in the database; `revokeRefreshToken` is on. Client credentials: no session is
              kept. One realm; caches and persistent user sessions as they come.
            """;
    private static final String SETUP = """
            - All: access tokens signed with ES256, refresh tokens that are good once. Started for the second time, on one processor:
              Keycloak built for PostgreSQL and started `--optimized`, Spring by `java -cp`, Ripcord with its AOT cache. JVM options, and with
              them heaps, are what each comes with, in the JVM that is named above.
            """;
}
