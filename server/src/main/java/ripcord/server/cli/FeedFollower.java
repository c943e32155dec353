package ripcord.server.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import ripcord.server.apikey.Right;
import ripcord.server.cli.SseLines.Event;

/// Follows the feed as a verifier does, by `spec/feed.md`, without judging any token: hands entries over in order,
/// answers what is asked of it, and resumes when its stream ends. For one thread.
final class FeedFollower {
    private static final int BOUND_MS = 2000;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /// Of a server that stops or has no place yet, or of a gateway that finds none.
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private final Server server;
    private final World world;
    private final String[] base;
    private final String name;
    private boolean wanted;
    private boolean reached;
    private volatile boolean leaving;
    private volatile String subscription = "";
    private String lastId = "";

    /// @param base the feed's path
    FeedFollower(Server server, World world, String[] base, String name) {
        this.server = server;
        this.world = world;
        this.base = base.clone();
        this.name = name;
    }

    /// Who is told.
    interface Reader {
        /// The feed is there, for the first time.
        void begun();

        /// Takes an entry, and says whether it wants more.
        boolean takes(Doc entry);

        /// Takes what people should know.
        void said(String what);
    }

    /// Until `reader` wants no more, or the process ends.
    ///
    /// @param fromStart whether entries that are live already come first
    /// @throws Failure if the server is not there at first, or refuses
    void follow(boolean fromStart, Reader reader) {
        wanted = fromStart;
        var leaver = new Thread(this::leaveForGood);
        Runtime.getRuntime().addShutdownHook(leaver);
        try {
            while (!leaving && stream(reader)) {
                if (!leaving) {
                    reader.said("the stream ended; opening it again");
                    world.pause().of(AGAIN);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
            forget(leaver);
        }
    }

    private static void forget(Thread leaver) {
        try {
            Runtime.getRuntime().removeShutdownHook(leaver);
        } catch (IllegalStateException e) {
            // The process is ending, and leaves by itself.
        }
    }

    /// The stream ends by this, and is not opened again.
    private void leaveForGood() {
        leaving = true;
        leave();
    }

    /// Says goodbye, so that nobody waits for this subscription.
    private synchronized void leave() {
        if (!subscription.isEmpty()) {
            answer("close", Map.of());
            subscription = "";
        }
    }

    /// One stream, to its end. Whether there should be another.
    private boolean stream(Reader reader) throws InterruptedException {
        var lines = new LinkedBlockingQueue<String>();
        var ask = Ask.get(Right.FEED, base)
                .query("name", name)
                .query("max_staleness_ms", Integer.toString(BOUND_MS))
                .query("when_stale", "reject")
                .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            ask.header("Last-Event-ID", lastId);
        }
        var response = server.lines(ask, BodyHandlers.fromLineSubscriber(new Lines(lines)));
        try {
            return read(lines, response, ask, reader);
        } finally {
            response.cancel(true);
        }
    }

    private boolean read(
            BlockingQueue<String> lines, CompletableFuture<HttpResponse<Void>> response, Ask ask, Reader reader)
            throws InterruptedException {
        var events = new SseLines();
        while (true) {
            @Nullable String line = lines.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(Lines.END)) {
                requireAccepted(response, ask);
                return true;
            }
            var event = events.add(line);
            if (event.isPresent() && !take(event.get(), reader)) {
                return false;
            }
        }
    }

    /// A server that went away comes back, and a gateway says so for it; one that was never there, or refuses, does
    /// not.
    private void requireAccepted(CompletableFuture<HttpResponse<Void>> response, Ask ask) throws InterruptedException {
        try {
            var answer = response.get(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            boolean away = AWAY.contains(answer.statusCode());
            if (answer.statusCode() != 200 && !(away && reached)) {
                throw server.refusal(answer, ask);
            }
        } catch (ExecutionException e) {
            requireReached(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            requireReached(new IOException("no answer within " + Times.rough(SILENCE)));
        }
    }

    private void requireReached(Throwable why) {
        if (!reached) {
            throw Refusals.of(why, server.url());
        }
    }

    private boolean take(Event event, Reader reader) {
        if (!reached) {
            reached = true;
            reader.begun();
        }
        switch (event.name()) {
            case "hello" -> subscription = event.data().text("subscription");
            case "keys" -> answer("keys", Map.of("kids", kids(event.data())));
            case "confirm" ->
                answer(
                        "confirm",
                        Map.of(
                                "confirmation", event.data().text("confirmation"),
                                "seq", number(event.data().at("seq"))));
            case "snapshot", "entries" -> {
                lastId = event.id();
                return handOver(event, reader);
            }
            default -> {
                // Heartbeats, and what a later server says.
            }
        }
        return true;
    }

    private boolean handOver(Event event, Reader reader) {
        if (event.name().equals("snapshot") && !wanted) {
            wanted = true;
            return true;
        }
        wanted = true;
        return event.data().at("entries").items().stream().allMatch(reader::takes);
    }

    private static Map<String, List<String>> kids(Doc keys) {
        var kids = new ArrayList<String>();
        keys.at("kids").items().forEach(key -> kids.add(key.text("kid")));
        return Map.of(keys.text("tenant"), kids);
    }

    private static Object number(Doc seq) {
        return seq.value() instanceof Number number ? number : 0;
    }

    /// A server that does not know the question, or is gone, asks again or does not care.
    private void answer(String what, Map<String, ?> members) {
        var body = new LinkedHashMap<String, Object>(members);
        body.put("subscription", subscription);
        var path = new ArrayList<>(List.of(base));
        path.add(what);
        try {
            server.send(Ask.post(Right.FEED, path.toArray(String[]::new)).json(body));
        } catch (Failure e) {
            // Said above: what cannot be answered is asked again, or does not matter any more.
        }
    }

    /// Puts lines where one thread waits for them.
    private static final class Lines implements Flow.Subscriber<String> {
        /// What no line of a stream is.
        private static final String END = "\n";

        private final BlockingQueue<String> lines;

        private Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable cause) {
            lines.add(END);
        }

        @Override
        public void onComplete() {
            lines.add(END);
        }
    }
}
