package ripcord.verifier.remote;

import java.io.IOException;
import java.net.URI;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.remote.Introspected.Verdict;

/** Asks the server for the position of the log from which on a subject's tokens are good. Nothing is kept. Thread-safe. */
public final class SubjectVersions {
    private static final int NOT_FOUND = 404;

    private final Http http;
    private final ApiKey key;
    private final Clocks clocks;
    private final Gate gate;

    public SubjectVersions(Http http, ApiKey key, Clocks clocks) {
        this.http = http;
        this.key = key;
        this.clocks = clocks;
        this.gate = new Gate(http, clocks);
    }

    /**
     * Whether what was derived at {@code rev} is good, waiting for at most two deadlines of a call. A subject that the
     * server does not know has nothing that is good.
     *
     * @param endpoint {@code …/t/{tenant}/subjects/{subject}/version}
     */
    public Introspected ask(URI endpoint, long rev) {
        try {
            Age[] age = new Age[1];
            Answer answer = gate.pass(() -> {
                age[0] = Age.begin(clocks);
                return http.call(endpoint).authorized(key).get();
            });
            Verdict verdict = isGood(answer, rev) ? Verdict.ACTIVE : Verdict.INACTIVE;
            return new Introspected(verdict, age[0].nanos(clocks), "");
        } catch (IOException | JsonException e) {
            return Introspected.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isGood(Answer answer, long rev) throws IOException {
        if (answer.status() == NOT_FOUND) {
            return false;
        }
        if (answer.status() != 200) {
            throw new IOException("the server answered " + answer.status());
        }
        return rev >= Json.object(answer.body(), JsonLimits.ANSWER).integer("version");
    }
}
