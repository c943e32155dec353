package ripcord.server.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import ripcord.server.load.Load;
import ripcord.server.load.Measured;
import ripcord.server.load.Script;
import ripcord.server.load.Ticker;

/// One kind of request measured after the other, with the sessions that each needs.
final class BenchRun {
    private final World world;
    private final BenchRequests requests;
    private final BenchSessions own;
    private final Load.Plan plan;
    private final Ticker ticker;
    private final Map<String, List<String>> credentials = new HashMap<>();

    BenchRun(World world, BenchRequests requests, BenchSessions own, Load.Plan plan, Ticker ticker) {
        this.world = world;
        this.requests = requests;
        this.own = own;
        this.plan = plan;
        this.ticker = ticker;
    }

    /// Measures, until all is measured, it is enough, or the server is gone.
    ///
    /// @param sessions for each kind that needs any
    /// @param results  gets each as soon as it is there
    /// @throws Failure if the server refuses a session, or nobody is there at all
    void measure(List<BenchKind> kinds, int sessions, BooleanSupplier enough, Map<BenchKind, Measured> results) {
        own.reach();
        if (kinds.stream().anyMatch(kind -> kind.needsSessions() || kind.makesSessions())) {
            own.tryOut();
        }
        var scripts = new BenchScripts(requests, plan.connections());
        for (var kind : kinds) {
            var needed = kind.needsSessions() ? credentials(kind, sessions, enough) : List.<String>of();
            if (enough.getAsBoolean()) {
                return;
            }
            var measured = measure(scripts.of(kind, needed), kind, enough);
            results.put(kind, measured);
            if (measured.lost().isPresent()) {
                return;
            }
        }
    }

    private Measured measure(Script.Scripts scripts, BenchKind kind, BooleanSupplier enough) {
        try (var bar = new Bar(world)) {
            return new Load(requests.to(), plan, ticker).run(scripts, watcher(bar, kind, enough));
        }
    }

    private List<String> credentials(BenchKind kind, int sessions, BooleanSupplier enough) {
        return credentials.computeIfAbsent(
                kind.credential(), credential -> own.signIn(sessions, plan.connections(), credential, enough));
    }

    private Load.Watcher watcher(Bar bar, BenchKind kind, BooleanSupplier enough) {
        return new Load.Watcher() {
            @Override
            public void at(Duration elapsed, long counted) {
                boolean warm = elapsed.compareTo(plan.warmUp()) >= 0;
                var part = warm ? elapsed.minus(plan.warmUp()) : elapsed;
                var whole = warm ? plan.duration() : plan.warmUp();
                bar.show(
                        kind.word() + (warm ? "" : ", warming up"),
                        part.toSeconds(),
                        whole.toSeconds(),
                        warm ? "s, " + counted + " answers" : "s");
            }

            @Override
            public boolean isEnough() {
                return enough.getAsBoolean();
            }
        };
    }
}
