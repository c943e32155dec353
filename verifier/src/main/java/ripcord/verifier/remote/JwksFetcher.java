package ripcord.verifier.remote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.KeyNews;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.Fault;
import ripcord.verifier.http.Http;
import ripcord.verifier.jose.KeySet;

/**
 * Holds the keys of one issuer, and asks for them before they are needed: when the server's {@code max-age} is nearly
 * over, when the feed names a key that is not held, and, not too often, when a token does. One question at a time; while
 * the server is away the keys that were held stay, but that there were none is forgotten: {@link KeySet#EMPTY} is held
 * then, as before the first answer. Thread-safe.
 */
public final class JwksFetcher {
    private static final Logger LOG = System.getLogger("ripcord.verifier.keys");
    private static final long SECOND = 1_000_000_000;
    private static final long SHORTEST = 10 * SECOND;
    private static final long LONGEST = 3600 * SECOND;
    private static final long UNSAID = 300 * SECOND;
    private static final long LONGEST_RETRY = 60 * SECOND;
    private static final long BETWEEN_UNKNOWN = 5 * SECOND;
    private static final long SPREAD = SECOND / 5;
    private static final int TRIES_FOR_NEWS = 3;
    private static final int MOST_WAITING = 16;
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=([0-9]{1,9})");

    private final URI address;
    private final Http http;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    private volatile KeySet keys = KeySet.EMPTY;
    private @Nullable CompletableFuture<KeySet> underway;
    private @Nullable String etag;
    private @Nullable KeyNews news;
    private Consumer<List<String>> held = keyIds -> {};
    private boolean untold;
    private int triesForNews;
    private int failures;
    private long dueAt;
    private long unknownAt;

    /**
     * @param address {@code …/.well-known/jwks.json}
     * @throws IllegalArgumentException if the address may not be used
     */
    public JwksFetcher(URI address, Http http, Clocks clocks, RandomGenerator random) {
        this.address = http.requireAllowed(address);
        this.http = http;
        this.clocks = clocks;
        this.random = random;
        this.dueAt = clocks.monoNanos();
        this.unknownAt = dueAt - BETWEEN_UNKNOWN;
    }

    /** What is held now. */
    public KeySet current() {
        return keys;
    }

    /**
     * What is held after asking for a key that was not: waits for the answer for at most the deadline of a call, if the
     * server may be asked again so soon, and if not too many are waiting already.
     */
    public KeySet refetchFor(String keyId) {
        CompletableFuture<KeySet> answer = keys.find(keyId).isPresent() ? null : askForUnknown();
        if (answer == null || !waiting.tryAcquire()) {
            return keys;
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            return keys;
        } finally {
            waiting.release();
        }
    }

    private synchronized @Nullable CompletableFuture<KeySet> askForUnknown() {
        if (underway != null) {
            return underway;
        }
        long now = clocks.monoNanos();
        if (now - unknownAt < BETWEEN_UNKNOWN) {
            return null;
        }
        unknownAt = now;
        return fetch();
    }

    /**
     * Tells {@code listener} which of the keys that the feed named are in use, on each such event, and again when more
     * of them are. It must only take note.
     */
    public synchronized void onHeld(Consumer<List<String>> listener) {
        held = listener;
    }

    /** Takes note of what the feed says about the issuer's keys; asks soon if that is not what is held. */
    public synchronized void accept(KeyNews said) {
        news = said;
        tellHeld(said);
        if (isMissingSome(said)) {
            triesForNews = TRIES_FOR_NEWS;
            // Every other verifier has heard it at the same time.
            dueAt = clocks.monoNanos() + random.nextLong(SPREAD);
        }
    }

    private void tellHeld(KeyNews said) {
        held.accept(said.keys().stream()
                .filter(key -> !key.state().equals("compromised"))
                .map(KeyNews.Key::kid)
                .filter(keyId -> keys.find(keyId).isPresent())
                .toList());
        untold = isMissingSome(said);
    }

    private boolean isMissingSome(KeyNews said) {
        return said.keys().stream()
                .anyMatch(key -> keys.find(key.kid()).isPresent() == key.state().equals("compromised"));
    }

    /** Asks if it is time to; returns at once. To be called several times a second. */
    public synchronized void refreshIfDue() {
        if (underway == null && clocks.monoNanos() - dueAt >= 0) {
            var unused = fetch();
        }
    }

    private CompletableFuture<KeySet> fetch() {
        Http.Call call = http.call(address).header("Accept", "application/json");
        if (etag != null) {
            call.header("If-None-Match", etag);
        }
        var answer = new CompletableFuture<KeySet>();
        underway = answer;
        var unused = send(call).whenComplete((got, fault) -> {
            try {
                answered(got, fault);
            } finally {
                // Whatever happened: requests are waiting for this.
                answer.complete(keys);
            }
        });
        return answer;
    }

    private static CompletableFuture<Answer> send(Http.Call call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void answered(@Nullable Answer answer, @Nullable Throwable fault) {
        underway = null;
        try {
            if (answer == null) {
                failed(fault == null ? "no answer" : Fault.inWords(fault));
            } else {
                take(answer);
            }
        } catch (RuntimeException e) {
            // A JoseException, or whatever a key provider makes of a strange key: those who wait must hear of either.
            failed(Fault.inWords(e));
        }
    }

    private void take(Answer answer) {
        if (answer.status() == 200) {
            keys = KeySet.parse(answer.body());
            etag = answer.header("ETag").orElse(null);
        } else if (answer.status() != 304 || etag == null) {
            failed("the server answered " + answer.status());
            return;
        }
        if (news != null && untold) {
            tellHeld(news);
        }
        failures = 0;
        dueAt = clocks.monoNanos() + (stillMissing() ? SECOND : lifetime(answer));
    }

    private boolean stillMissing() {
        return news != null && isMissingSome(news) && triesForNews-- > 0;
    }

    /** Four fifths of what the server allows, or a little less. */
    private long lifetime(Answer answer) {
        Matcher matcher = MAX_AGE.matcher(answer.header("Cache-Control").orElse(""));
        long allowed = matcher.find() ? Long.parseLong(matcher.group(1)) * SECOND : UNSAID;
        long most = Math.max(SHORTEST, Math.min(LONGEST, allowed)) / 5 * 4;
        return most - random.nextLong(most / 10);
    }

    private void failed(String why) {
        String meanwhile = keys.isEmpty()
                ? "no token can be accepted until this works"
                : "tokens of the keys that are held are still accepted";
        LOG.log(
                failures == 0 ? Level.WARNING : Level.DEBUG,
                "keys not fetched, trying again from={0} why=\"{1}\" meanwhile=\"{2}\"",
                address,
                why,
                meanwhile);
        if (keys.isEmpty()) {
            // The tenant may have made its first key since. Without the tag, since "not modified" would leave this.
            keys = KeySet.EMPTY;
            etag = null;
        }
        long pause = Math.min(LONGEST_RETRY, SECOND << Math.min(failures++, 6));
        dueAt = clocks.monoNanos() + pause / 2 + random.nextLong(pause / 2);
    }
}
