package ripcord.bench.feed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ripcord.bench.load.Backend;
import ripcord.bench.load.Delays;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Processor;
import ripcord.bench.load.Progress;
import ripcord.bench.load.ServerProcess;

/// What happens when much happens at once: many revocations, many streams, both.
final class Storms {
    private static final int TENANTS = 8;
    private static final int CONNECTIONS = 128;

    private final ServerProcess server;
    private final Backend backend;
    private final Progress progress;

    Storms(ServerProcess server, Progress progress) throws IOException {
        this.server = server;
        this.backend = new Backend(server.port(), server.rootKey());
        this.progress = progress;
    }

    /// What was seen of a storm.
    ///
    /// @param heard     from sending a revocation until one subscriber that reads every entry had applied it
    /// @param everybody from the first one sent until each subscriber had been sent all
    /// @param stalest   how old a copy became at most, in milliseconds
    /// @param broken    streams that were cut
    record Stormed(
            int subscribers,
            Revoker.Storm storm,
            Delays heard,
            Delays everybody,
            double stalest,
            long broken,
            long bytes) {}

    /// So many revocations at that rate, with subscribers.
    Stormed storm(int subscribers, int number, int perSecond) throws IOException, InterruptedException {
        var revoker = new Revoker(server.port(), tenants(), CONNECTIONS);
        progress.now("storm: warming up");
        var _ = revoker.revoke(20_000, 0);
        try (var crowds = Crowds.start(1, server, "all")) {
            var _ = crowds.open(subscribers);
            crowds.skim();
            var _ = revoker.revoke(2_000, 1_000);
            Thread.sleep(1_000);
            crowds.skim();
            var before = crowds.counts();
            progress.now("storm: " + number + " revocations with " + subscribers + " subscribers");
            long begun = System.nanoTime();
            var storm = revoker.revoke(number, perSecond);
            var everybody =
                    crowds.skimmed(storm.last()).stream().map(at -> at - begun).toList();
            var heard = heard(storm, crowds.recorded());
            var counts = crowds.counts();
            return new Stormed(
                    subscribers,
                    storm,
                    heard,
                    Delays.of(everybody),
                    counts.stalest() / 1e6,
                    counts.breaks() - before.breaks(),
                    counts.bytes() - before.bytes());
        }
    }

    private static Delays heard(Revoker.Storm storm, List<long[]> recorded) {
        Map<Long, Long> sent = new HashMap<>();
        storm.all().forEach(done -> sent.put(done.seq(), done.sent()));
        var delays = new ArrayList<Long>();
        for (long[] each : recorded) {
            var begun = sent.get(each[0]);
            if (begun != null) {
                delays.add(each[1] - begun);
            }
        }
        return Delays.of(delays);
    }

    private List<Backend> tenants() throws IOException {
        var tenants = new ArrayList<Backend>();
        for (int i = 0; i < TENANTS; i++) {
            tenants.add(backend.withTenant("storm-" + i));
        }
        return tenants;
    }

    /// What was seen of a return.
    ///
    /// @param fresh from the loss of all streams until each subscriber was fresh
    /// @param used  of the processor by the server meanwhile
    record Returned(
            int subscribers,
            int entries,
            Delays fresh,
            Crowds.Counts counts,
            Processor.Used used,
            Crowds.Asked asked) {}

    /// All streams break at once, and come back, each with a snapshot of so many entries.
    ///
    /// @param introspecting whether they ask about tokens meanwhile
    Returned comeBack(int subscribers, int entries, boolean introspecting) throws IOException, InterruptedException {
        progress.now("coming back: " + entries + " entries are made");
        if (entries > 0) {
            var _ = new Revoker(server.port(), List.of(backend), CONNECTIONS).revoke(entries, 0);
        }
        var tokens = introspecting ? tokens() : List.<String>of();
        try (var crowds = Crowds.start(subscribers > 1_000 ? 2 : 1, server, "one")) {
            progress.now("coming back: " + subscribers + " streams are opened");
            var _ = crowds.open(subscribers);
            Thread.sleep(5_000);
            var before = crowds.counts();
            var used = server.processor().used();
            progress.now("coming back: all streams break");
            long begun = System.nanoTime();
            var fresh = crowds.comeBack(subscribers, tokens).stream()
                    .map(at -> at - begun)
                    .toList();
            var usedNow = server.processor().used().since(used);
            var asked = crowds.asked();
            var counts = crowds.counts();
            return new Returned(
                    subscribers,
                    entries,
                    Delays.of(fresh),
                    new Crowds.Counts(
                            counts.bytes() - before.bytes(),
                            counts.refusals() - before.refusals(),
                            counts.breaks() - before.breaks(),
                            counts.stalest()),
                    usedNow,
                    asked);
        }
    }

    private List<String> tokens() throws IOException {
        var tokens = new ArrayList<String>();
        try (var connection = Driver.connect(server.port())) {
            for (int i = 0; i < 500; i++) {
                String answer = Backend.expect(201, connection.exchange(backend.signIn("asked" + i, "native")));
                tokens.add(Backend.field(answer, "access_token"));
            }
        }
        return tokens;
    }

    /// Revocations, and nobody who follows.
    ///
    /// @param tenants of how many tenants in turn
    Revoker.Storm acknowledged(int tenants, int number) throws IOException, InterruptedException {
        var all = tenants == 1 ? List.of(backend) : tenants();
        var revoker = new Revoker(server.port(), all, CONNECTIONS);
        progress.now("revocations of " + tenants + " tenants: warming up");
        var _ = revoker.revoke(number, 0);
        progress.now("revocations of " + tenants + " tenants");
        return revoker.revoke(number, 0);
    }

    /// As many entries as the store alone takes in a second, for as many who wait.
    long bareLog() throws IOException, InterruptedException {
        progress.now("the store alone");
        return BareLog.perSecond(CONNECTIONS);
    }
}
