package ripcord.verifier.feed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonWriter;

/**
 * What this verifier tells the server: what it uses, where it stands, what it rejected, and that it leaves. What is
 * counted belongs to one subscription at a time, and begins anew with the next. Thread-safe.
 */
final class Correspondence {
    private static final Logger LOG = System.getLogger("ripcord.verifier.feed");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Setup setup;
    private final Outbox outbox;
    private final Supplier<Counters> counters;
    private Counters before = Counters.ZERO;
    private CompletableFuture<?> reported = CompletableFuture.completedFuture(true);
    private @Nullable String subscription;

    Correspondence(Setup setup, Supplier<Counters> counters) {
        this.setup = setup;
        this.outbox = new Outbox(setup.wire());
        this.counters = counters;
    }

    /** Everything up to the number asked for is in use here; says so as soon as it is in use behind, too. */
    void confirm(String confirming, ConfirmAsked asked) {
        if (!setup.downstream().isAnybody()) {
            post(question(confirming, asked));
            return;
        }
        String about = confirming + " " + asked.confirmation();
        var unused = setup.downstream()
                .asked(
                        asked.tenant(),
                        asked.seq(),
                        soFar -> outbox.postMeanwhile(
                                about,
                                "confirm",
                                with(soFar, question(confirming, asked)).toString()))
                .thenAccept(all -> {
                    outbox.overtake(about);
                    post(with(all, question(confirming, asked)));
                });
    }

    private static JsonWriter question(String confirming, ConfirmAsked asked) {
        return Json.write()
                .put("subscription", confirming)
                .put("confirmation", asked.confirmation())
                .put("seq", asked.seq());
    }

    private static JsonWriter with(Downstream.Behind behind, JsonWriter answer) {
        return answer.put(
                "behind",
                Map.of(
                        "confirmed", behind.confirmed(),
                        "expired", behind.expired(),
                        "missing", behind.missing()));
    }

    private void post(JsonWriter answer) {
        var unused = outbox.post("confirm", answer.toString());
    }

    /** This verifier holds these keys, by tenant. */
    void holds(String holding, Map<String, List<String>> keyIds) {
        String json = Json.write()
                .put("subscription", holding)
                .putLists("kids", keyIds)
                .toString();
        var unused = outbox.postInTurn("keys", json);
    }

    /** Where this verifier stands, under its present subscription. Left out where the report before is not taken yet. */
    synchronized void report() {
        if (reported.isDone()) {
            reported = send(count());
        }
    }

    /**
     * Reports for the last time under the subscription so far, then closes that and others which are over.
     *
     * @param next under which is counted from now on, if there is one
     * @return done when the server has been told, or could not be
     */
    synchronized CompletableFuture<?> turn(@Nullable String next, List<String> over) {
        Counters now = count();
        CompletableFuture<Boolean> last = send(now);
        if (subscription != null) {
            before = now;
        }
        subscription = next;
        // Who is behind was told of it on this stream's successor, and may not use it yet.
        CompletableFuture<?> settled = setup.downstream().settled();
        return last.thenCompose(taken -> settled).thenCompose(used -> close(over));
    }

    /** What cannot be counted must not end a stream. */
    private Counters count() {
        try {
            return counters.get();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "counters not read", e);
            return before;
        }
    }

    private CompletableFuture<?> close(List<String> over) {
        return CompletableFuture.allOf(over.stream()
                .map(ended -> outbox.postInTurn(
                        "close", Json.write().put("subscription", ended).toString()))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Boolean> send(Counters now) {
        Evidence evidence = setup.holdings().evidence();
        long staleness = evidence.stalenessNanos(
                setup.clocks().monoNanos(), setup.clocks().wallMillis());
        if (subscription == null || staleness == Long.MAX_VALUE) {
            return CompletableFuture.completedFuture(false);
        }
        Counters counted = now.since(before);
        var json = Json.write()
                .put("subscription", subscription)
                .put("seq", setup.downstream().inUse(evidence.seq()))
                .put("staleness_ms", (staleness + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI)
                .put("verified", counted.verified())
                .put("rejected", counted.rejected());
        String version = setup.wire().declared().version();
        if (!version.isEmpty()) {
            json.put("version", version);
        }
        return outbox.postInTurn("report", json.toString());
    }
}
