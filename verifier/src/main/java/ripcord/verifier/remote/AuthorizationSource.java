package ripcord.verifier.remote;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Target;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;
import ripcord.verifier.remote.Resolution.Known;
import ripcord.verifier.remote.Resolution.Unavailable;
import ripcord.verifier.remote.Resolution.Unknown;

/**
 * Resolves authorization references, and keeps the answers until a live entry is newer than what they were read at, an
 * hour at most. Thread-safe.
 */
public final class AuthorizationSource {
    /** Entries live longer than this, so none that matters is forgotten before the copy. */
    private static final long LONGEST_KEPT = 3_600_000_000_000L;

    private static final int ROUNDS = 3;
    private static final int MOST_KEPT = 50_000;
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Http http;
    private final ApiKey key;
    private final Clocks clocks;
    private final EntrySet entries;
    private final Gate gate;
    private final SingleFlight<Question, Answered> flights = new SingleFlight<>();
    private final Shelf<Question, Answered> kept = new Shelf<>(MOST_KEPT);

    private record Question(URI endpoint, String reference) {}

    private record Answered(Resolution resolution, Age age) {}

    public AuthorizationSource(Http http, ApiKey key, Clocks clocks, EntrySet entries) {
        this.http = http;
        this.key = key;
        this.clocks = clocks;
        this.entries = entries;
        this.gate = new Gate(http, clocks);
    }

    /**
     * What the reference stands for, from memory or from the server; waits for at most six deadlines of a call.
     *
     * @param endpoint {@code …/t/{tenant}/authz}
     * @param targets of the token, by which the log voids what was kept: subject, client, tenant and session
     * @param longestNanos how old a kept answer may be: without bound while the log is fresh, else what may be trusted
     *     without it; asked after the entries were looked up, so that they are never older than it says
     */
    public Resolution resolve(URI endpoint, String reference, List<Target> targets, LongSupplier longestNanos) {
        if (!REFERENCE.matcher(reference).matches()) {
            return new Unknown();
        }
        var question = new Question(endpoint, reference);
        Answered known = kept.get(question);
        if (known != null && isGood(known, targets, longestNanos)) {
            return known.resolution();
        }
        for (int round = 0; round < ROUNDS; round++) {
            Resolution answer = flights.ask(question, () -> send(question)).resolution();
            if (!isVoid(answer, targets)) {
                return answer;
            }
            // Perhaps asked by another, before the entry came that this caller has seen.
        }
        return new Unavailable("the server's answer is older than an entry of the log");
    }

    private boolean isGood(Answered answer, List<Target> targets, LongSupplier longest) {
        return !isVoid(answer.resolution(), targets)
                && answer.age().nanos(clocks) <= Math.min(longest.getAsLong(), LONGEST_KEPT);
    }

    private boolean isVoid(Resolution resolution, List<Target> targets) {
        if (!(resolution instanceof Known known)) {
            return false;
        }
        for (Target target : targets) {
            if (entries.anyAfter(target, known.authorization().asOf())) {
                return true;
            }
        }
        return false;
    }

    private Answered send(Question question) {
        Age age = Age.begin(clocks);
        try {
            Answer answer = gate.pass(() -> http.call(URI.create(question.endpoint() + "/" + question.reference()))
                    .authorized(key)
                    .get());
            return keep(question, new Answered(read(answer), age));
        } catch (IOException | JsonException e) {
            return new Answered(new Unavailable(String.valueOf(e.getMessage())), age);
        }
    }

    private static Resolution read(Answer answer) throws IOException {
        return switch (answer.status()) {
            case 200 -> known(Json.object(answer.body(), JsonLimits.ANSWER));
            case 404 -> new Unknown();
            default -> throw new IOException("the server answered " + answer.status());
        };
    }

    private static Known known(JsonObject body) {
        return new Known(new Authorization(
                body.strings("roles"), body.strings("entitlements"), body.object("attributes"), body.integer("as_of")));
    }

    /** What is unknown is not kept: there is no position at which it was. */
    private Answered keep(Question question, Answered answer) {
        if (answer.resolution() instanceof Known) {
            kept.put(question, answer);
        }
        return answer;
    }
}
