package ripcord.acceptance;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import ripcord.acceptance.history.StalenessRecord;
import ripcord.acceptance.history.StalenessRecord.Observation;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.RelayProcess;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;

/// A service behind a proxy of its own, asked about the traffic's tokens all the time by several threads, so that
/// some question is always waiting when it wakes up.
final class WatchedService implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int WATCHERS = 3;

    private final String name;
    private final Traffic traffic;
    private final Proxy link;
    private final ServiceProcess service;
    private final StalenessRecord record = new StalenessRecord(BOUND);
    private final List<Thread> watchers = new ArrayList<>();
    private volatile boolean closed;

    WatchedService(ServerProcess server, String name, Traffic traffic, Map<String, String> environment) {
        this(
                name,
                traffic,
                server.port(),
                link -> Settings.of(server, name, ServerProcess.TENANT)
                        .through(link)
                        .environment(environment));
    }

    /// One that reaches the server as it likes, and has the log from a relay.
    WatchedService(ServerProcess server, String name, Traffic traffic, RelayProcess relay, Path relayKey) {
        this(
                name,
                traffic,
                relay.port(),
                link -> Settings.of(server, name, ServerProcess.TENANT).behind(link, relayKey));
    }

    private WatchedService(String name, Traffic traffic, int feed, Function<URI, Settings> settings) {
        this.name = name;
        this.traffic = traffic;
        link = new Proxy(feed);
        service = ServiceProcess.start(settings.apply(link.uri()).maxStaleness(BOUND))
                .awaitFresh();
        IntStream.range(0, WATCHERS)
                .mapToObj(seed -> Thread.ofVirtual().start(() -> watch(new Random(seed))))
                .forEach(watchers::add);
    }

    private void watch(Random random) {
        while (!closed) {
            List<Traffic.Watched> sample = traffic.sample(random);
            List<Checked> answers = service.checkAndProbe(
                    sample.stream().map(Traffic.Watched::accessToken).toList());
            for (int i = 0; i < sample.size(); i++) {
                record.add(observation(answers.get(i), sample.get(i).ended()));
            }
            record.add(observation(answers.getLast(), OptionalLong.empty()));
            Await.pass(PACE);
        }
    }

    /// An end acknowledged after the answer was acknowledged after the question too: it is none for this one. Evidence
    /// that came between question and answer may have been used already.
    private Observation observation(Checked answer, OptionalLong ended) {
        return new Observation(
                answer.begun(),
                answer.accepted(),
                answer.reason(),
                answer.staleness(),
                ended,
                link.tap().freshestPossible(answer.done()));
    }

    String name() {
        return name;
    }

    Proxy link() {
        return link;
    }

    ServiceProcess service() {
        return service;
    }

    StalenessRecord record() {
        return record;
    }

    void stopWatching() {
        closed = true;
        for (Thread watcher : watchers) {
            try {
                watcher.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        service.close();
        link.close();
    }
}
