package ripcord.verifier.remote;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.remote.Introspected.Verdict;

/**
 * Asks the server what a token is worth now. Thread-safe.
 *
 * <p>All who ask about one token at the same time share one question; an answer is kept for the bound that it is asked
 * under, counted from before the question was sent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2">RFC 7662 §2</a>
 */
public final class Introspector {
    private static final int MOST_KEPT = 10_000;
    private static final Pattern STALE = Pattern.compile("store;stale_ms=([0-9]{1,10})");

    private final Http http;
    private final ApiKey key;
    private final Clocks clocks;
    private final Gate gate;
    private final SingleFlight<Question, Kept> flights = new SingleFlight<>();
    private final Shelf<Question, Kept> kept = new Shelf<>(MOST_KEPT);

    private record Question(URI endpoint, String token) {
        @Override
        public String toString() {
            return "Question[" + endpoint + "]";
        }
    }

    /** @param old whether it was said by a server that is cut off from its store */
    private record Kept(Verdict verdict, Age age, String detail, boolean old) {}

    public Introspector(Http http, ApiKey key, Clocks clocks) {
        this.http = http;
        this.key = key;
        this.clocks = clocks;
        this.gate = new Gate(http, clocks);
    }

    /**
     * What the server says, waiting for at most two deadlines of a call.
     *
     * @param endpoint {@code …/t/{tenant}/oauth/introspect}
     * @param boundNanos how old the answer may be; one that is older when it comes is as none, unless it says inactive:
     *     what has ended stays so
     */
    public Introspected ask(URI endpoint, String token, long boundNanos) {
        var question = new Question(endpoint, token);
        Kept known = kept.get(question);
        if (known == null || known.age().nanos(clocks) > boundNanos) {
            known = flights.ask(question, () -> keep(question, send(question)));
        }
        long age = known.age().nanos(clocks);
        return switch (known.verdict()) {
            case ACTIVE ->
                age > boundNanos
                        ? Introspected.unavailable("the answer took longer than its bound")
                        : new Introspected(Verdict.ACTIVE, age, "");
            case INACTIVE -> new Introspected(Verdict.INACTIVE, age, "");
            case UNAVAILABLE -> Introspected.unavailable(known.detail());
        };
    }

    /**
     * What the server says now; nothing that was said before, or to somebody else, is used.
     *
     * @param endpoint {@code …/t/{tenant}/oauth/introspect}
     */
    public Introspected askAnew(URI endpoint, String token) {
        Kept answer = send(new Question(endpoint, token));
        if (answer.verdict() == Verdict.ACTIVE && answer.old()) {
            return Introspected.unavailable("the server is cut off from its store, and answers from the past");
        }
        return answer.verdict() == Verdict.UNAVAILABLE
                ? Introspected.unavailable(answer.detail())
                : new Introspected(answer.verdict(), answer.age().nanos(clocks), "");
    }

    private Kept send(Question question) {
        String form = "token=" + URLEncoder.encode(question.token(), StandardCharsets.UTF_8)
                + "&token_type_hint=access_token";
        try {
            Age[] age = new Age[1];
            Answer answer = gate.pass(() -> {
                age[0] = Age.begin(clocks);
                return http.call(question.endpoint()).authorized(key).post("application/x-www-form-urlencoded", form);
            });
            return read(answer, age[0]);
        } catch (IOException | JsonException e) {
            return new Kept(Verdict.UNAVAILABLE, Age.begin(clocks), String.valueOf(e.getMessage()), false);
        }
    }

    private static Kept read(Answer answer, Age age) throws IOException {
        if (answer.status() != 200) {
            throw new IOException("the server answered " + answer.status());
        }
        boolean active = Json.object(answer.body(), JsonLimits.ANSWER).bool("active");
        long stale = staleMillis(answer);
        return new Kept(active ? Verdict.ACTIVE : Verdict.INACTIVE, age.before(stale), "", stale > 0);
    }

    /**
     * By how much the server, cut off from its store, answers from the past. That counts as the answer's own age, so the
     * verifier's bound holds whatever a tenant lets its servers do.
     */
    private static long staleMillis(Answer answer) throws IOException {
        String degraded = answer.header("Ripcord-Degraded").orElse("");
        if (!degraded.startsWith("store")) {
            return 0;
        }
        Matcher stated = STALE.matcher(degraded);
        if (!stated.matches()) {
            throw new IOException("the server is cut off from its store, and cannot say since when");
        }
        return Long.parseLong(stated.group(1));
    }

    private Kept keep(Question question, Kept answer) {
        if (answer.verdict() != Verdict.UNAVAILABLE) {
            kept.put(question, answer);
        }
        return answer;
    }
}
