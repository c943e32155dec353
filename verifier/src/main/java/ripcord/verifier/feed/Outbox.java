package ripcord.verifier.feed;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.http.Answer;

/**
 * What this verifier tells the server: a few messages at a time, each tried a few times. When the server does not take
 * them, the oldest are dropped: it then names this verifier as missing, which is true. Thread-safe.
 *
 * <p>What a relay tells meanwhile, of how far it is, has half of the places, waits behind everything else, and is not
 * worth a second try: however much of it there is, nothing else is late or lost for it.
 */
final class Outbox {
    private static final int AT_ONCE = 8;
    private static final int AT_ONCE_MEANWHILE = AT_ONCE / 2;
    private static final int ROOM = 1024;
    private static final int ROOM_MEANWHILE = 256;
    private static final int TRIES = 4;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final Wire wire;
    private final Queue<Message> waiting = new ArrayDeque<>();
    /** By what it is about, oldest first. */
    private final Map<String, Message> meanwhile = new LinkedHashMap<>();

    private int underway;
    /** The last of those that go one after another. */
    private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);

    private static final class Message {
        final String what;
        final String json;
        final int most;
        final CompletableFuture<Boolean> taken = new CompletableFuture<>();
        int tries;

        /** @param most how often it is tried */
        Message(String what, String json, int most) {
            this.what = what;
            this.json = json;
            this.most = most;
        }
    }

    Outbox(Wire wire) {
        this.wire = wire;
    }

    /**
     * Posts to {@code feed/{what}}.
     *
     * @return whether the server took it; never completes exceptionally
     */
    CompletableFuture<Boolean> post(String what, String json) {
        var message = new Message(what, json, TRIES);
        if (enqueue(message)) {
            attempt(message);
        }
        return message.taken;
    }

    /**
     * As {@link #post}, after all that was said so before: what nobody waits for needs no connection of its own. Java's
     * client uses those that it keeps in turn, so each that was open once would be kept for good, here and at the
     * server.
     */
    CompletableFuture<Boolean> postInTurn(String what, String json) {
        var mine = new CompletableFuture<Boolean>();
        var unused = queue(mine)
                .thenCompose(before -> post(what, json))
                .whenComplete((taken, fault) -> mine.complete(fault == null && taken));
        return mine;
    }

    private synchronized CompletableFuture<Boolean> queue(CompletableFuture<Boolean> mine) {
        CompletableFuture<Boolean> before = last;
        last = mine;
        return before;
    }

    /** Posts what counts only until something newer is said {@code about} the same. It may be lost. */
    void postMeanwhile(String about, String what, String json) {
        var message = new Message(what, json, 1);
        if (enqueueMeanwhile(about, message)) {
            attempt(message);
        }
    }

    /** Forgets what waits to be said about that meanwhile: what is said now is the last of it. */
    synchronized void overtake(String about) {
        meanwhile.remove(about);
    }

    private synchronized boolean enqueueMeanwhile(String about, Message message) {
        if (underway < AT_ONCE_MEANWHILE) {
            underway++;
            return true;
        }
        meanwhile.remove(about);
        meanwhile.put(about, message);
        if (meanwhile.size() > ROOM_MEANWHILE) {
            pollMeanwhile();
        }
        return false;
    }

    private @Nullable Message pollMeanwhile() {
        var oldest = meanwhile.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Message message = oldest.next();
        oldest.remove();
        return message;
    }

    /** True if it may be sent at once. */
    private synchronized boolean enqueue(Message message) {
        if (underway < AT_ONCE) {
            underway++;
            return true;
        }
        waiting.add(message);
        if (waiting.size() > ROOM) {
            waiting.remove().taken.complete(false);
        }
        return false;
    }

    private void attempt(Message message) {
        message.tries++;
        CompletableFuture<Answer> sent;
        try {
            sent = wire.post(message.what, message.json);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        var unused = sent.whenComplete((answer, fault) -> answered(message, answer));
    }

    private void answered(Message message, @Nullable Answer answer) {
        boolean passing = answer == null || answer.status() == 429 || answer.status() >= 500;
        if (passing && message.tries < message.most) {
            later(message.tries).execute(() -> attempt(message));
            return;
        }
        message.taken.complete(answer != null && answer.status() / 100 == 2);
        Message following = next();
        if (following != null) {
            attempt(following);
        }
    }

    private static Executor later(int tries) {
        return CompletableFuture.delayedExecutor(FIRST_PAUSE_MILLIS << (2 * (tries - 1)), TimeUnit.MILLISECONDS);
    }

    private synchronized @Nullable Message next() {
        Message following = waiting.poll();
        if (following == null && underway <= AT_ONCE_MEANWHILE) {
            following = pollMeanwhile();
        }
        if (following == null) {
            underway--;
        }
        return following;
    }
}
