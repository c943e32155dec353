package ripcord.bench.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ripcord.bench.load.Backend;
import ripcord.bench.load.Delays;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Processor;
import ripcord.bench.load.Progress;
import ripcord.bench.load.ServerProcess;
import ripcord.server.load.Connection;

/// What so many subscribers take, and how long a revocation takes to reach them.
final class FanOut {
    private static final Duration SETTLING = Duration.ofSeconds(4);
    private static final Duration IDLE = Duration.ofSeconds(12);
    /// Until the server has let go of those who left: it writes to each of its connections every ten seconds.
    private static final Duration LEAVING = Duration.ofSeconds(20);

    private static final int CONFIRMED = 10;

    private final int subscribers;
    private final ServerProcess server;
    private final Backend backend;
    private final Progress progress;
    private int signedIn;

    FanOut(int subscribers, ServerProcess server, Progress progress) throws IOException {
        this.subscribers = subscribers;
        this.server = server;
        this.backend = new Backend(server.port(), server.rootKey());
        this.progress = progress;
    }

    /// What was found.
    ///
    /// @param kind      of subscribers
    /// @param refusal   from sending the end of a session until each refuses what belongs to it
    /// @param memory    of the server
    /// @param without   what the server used while there was no stream
    /// @param idle      what it used while nothing but heartbeats was sent, for as long
    /// @param confirmed ends that wait for all
    /// @param frames    lengths on the wire
    record Found(
            String kind, Delays refusal, Memory memory, Idle without, Idle idle, Confirmed confirmed, Frames frames) {
        private Found without(long heap) {
            var all = new Memory(memory.heap, heap, memory.residentBefore, memory.resident);
            return new Found(kind, refusal, all, without, idle, confirmed, frames);
        }
    }

    /// @param took how long
    /// @param late how many of them ended with some subscribers that said nothing within their bound
    record Confirmed(Delays took, int late) {}

    /// Of the server, in bytes.
    ///
    /// @param heap           what lives while all subscribers are idle
    /// @param heapWithout    what still does when they have gone: who signed in meanwhile is no subscriber
    /// @param residentBefore before there were any
    /// @param resident       with all of them
    record Memory(long heap, long heapWithout, long residentBefore, long resident) {}

    record Idle(Duration time, Processor.Used used) {
        /// In percent of a core, without the compilers.
        double percent() {
            return 100 * (used.all() - used.compiling()) / seconds();
        }

        /// What the compilers took, likewise.
        double compiling() {
            return 100 * used.compiling() / seconds();
        }

        private double seconds() {
            return time.toNanos() / 1e9;
        }
    }

    record Frames(int entries, int heartbeat) {}

    Found measure() throws IOException, InterruptedException {
        warm();
        Thread.sleep(SETTLING);
        progress.now("no subscribers: idle for " + IDLE.toSeconds() + " s");
        var without = idle();
        long _ = server.liveHeap(); // collects, as it does before what is resident is read again
        long residentBefore = 1024 * server.residentKilobytes();
        progress.now(subscribers + " subscribers: opening streams");
        var found = found(without, residentBefore);
        progress.now("no subscribers: until they are forgotten");
        Thread.sleep(LEAVING);
        return found.without(server.liveHeap());
    }

    private Found found(Idle without, long residentBefore) throws IOException, InterruptedException {
        try (var following = Subscribers.start(subscribers, server)) {
            var refusal = refusal(following);
            var frames = frames();
            Thread.sleep(SETTLING);
            progress.now(subscribers + " subscribers: idle for " + IDLE.toSeconds() + " s");
            var idle = idle();
            var memory = new Memory(server.liveHeap(), 0, residentBefore, 1024 * server.residentKilobytes());
            return new Found(following.kind(), refusal, memory, without, idle, confirmed(), frames);
        }
    }

    /// How long as many light clients take to refuse, in place of verifiers that have the processors to share.
    Delays lightRefusal() throws IOException {
        try (var following = Subscribers.light(subscribers, server)) {
            return refusal(following);
        }
    }

    /// What is needed for the first stream and the first session is no subscriber's.
    private void warm() throws IOException {
        progress.now(subscribers + " subscribers: warming up");
        try (var connection = Driver.connect(server.port());
                var wire = new Wire(server.port(), backend)) {
            for (int i = 0; i < 300; i++) {
                Backend.expect(
                        200, connection.exchange(backend.end(signIn(connection).session())));
                int _ = wire.next("entries");
            }
        }
    }

    private Subscribers.Person signIn(Connection connection) throws IOException {
        String answer = Backend.expect(201, connection.exchange(backend.signIn("held" + signedIn++, "native")));
        return new Subscribers.Person(Backend.field(answer, "id"), Backend.field(answer, "access_token"));
    }

    private Delays refusal(Subscribers following) throws IOException {
        int warming = warming(subscribers);
        int measured = rounds(200);
        progress.now(subscribers + " subscribers: revoke to refusal, " + warming + " + " + measured + " times");
        List<Long> delays = new ArrayList<>();
        try (var connection = Driver.connect(server.port())) {
            for (int round = 0; round < warming + measured; round++) {
                var person = signIn(connection);
                following.hold(person);
                var end = backend.end(person.session());
                long sent = System.nanoTime();
                Backend.expect(200, connection.exchange(end));
                var refused = following.refusedAfter(sent);
                if (round >= warming) {
                    delays.addAll(refused);
                }
            }
        }
        return Delays.of(delays);
    }

    /// How many ends there are before those that are measured. More for real verifiers: each of their processes hears
    /// of one a few times only, and its compilers took more of the processors than all else for the first 500.
    static int warming(int subscribers) {
        return subscribers <= Subscribers.MOST_REAL ? 1_000 : rounds(subscribers, 300);
    }

    private int rounds(int most) {
        return rounds(subscribers, most);
    }

    /// Fewer where each concerns many.
    private static int rounds(int subscribers, int most) {
        return subscribers > 1_000 ? most / 5 : most;
    }

    private Frames frames() throws IOException {
        try (var connection = Driver.connect(server.port());
                var wire = new Wire(server.port(), backend)) {
            var person = signIn(connection);
            Backend.expect(200, connection.exchange(backend.end(person.session())));
            return new Frames(wire.next("entries"), wire.next("heartbeat"));
        }
    }

    private Idle idle() throws IOException, InterruptedException {
        var processor = server.processor();
        var before = processor.used();
        long begun = System.nanoTime();
        Thread.sleep(IDLE);
        var used = processor.used().since(before);
        return new Idle(Duration.ofNanos(System.nanoTime() - begun), used);
    }

    private Confirmed confirmed() throws IOException {
        progress.now(subscribers + " subscribers: confirmation");
        List<Long> took = new ArrayList<>();
        int late = 0;
        try (var connection = Driver.connect(server.port())) {
            for (int i = 0; i < CONFIRMED; i++) {
                var end = backend.endConfirmed(signIn(connection).session());
                long sent = System.nanoTime();
                String answer = Backend.expect(200, connection.exchange(end));
                took.add(System.nanoTime() - sent);
                if (!answer.contains("\"missing\":[]")) {
                    throw new IllegalStateException("some are missing after " + took.getLast() / 1_000_000 + " ms");
                }
                late += answer.contains("\"expired\":[]") ? 0 : 1;
            }
        }
        return new Confirmed(Delays.of(took), late);
    }
}
