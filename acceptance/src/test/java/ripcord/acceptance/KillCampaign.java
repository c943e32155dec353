package ripcord.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import ripcord.acceptance.history.Journal;
import ripcord.acceptance.history.Known;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;

/// One server under load that is killed again and again at moments drawn from a seed, and examined after each kill.
final class KillCampaign implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int OLD_ONES_EXAMINED = 12;
    private static final int LONGEST_LOAD_MS = 300;
    private static final int LONGEST_START_MS = 1_200;

    /// No server that is killed lives long enough to profit from the second compiler.
    static final Map<String, String> QUICK_TO_START = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private final Random random;
    private final ServerProcess server;
    private final List<KillClient> clients;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> faults = new ArrayList<>();
    private int kills;

    KillCampaign(Path folder, long seed) {
        random = new Random(seed);
        server = ServerProcess.start(folder, QUICK_TO_START);
        // At once, so that every presentation rotates, and what was lost comes back only by recovery.
        server.backend().ofTenant("strict").createTenant();
        server.backend().ofTenant("strict").changePolicy("refresh", "grace", "PT0S");
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(index -> new KillClient(server, folder.resolve("client-" + index), random.nextLong()))
                .toList();
    }

    /// Kills it so often, and once more examines everything.
    ///
    /// @return everything that no server may lose and this one lost
    List<String> run(int times) {
        while (kills < times) {
            loadUntilKilled();
            server.launchAgain();
            if (random.nextInt(8) == 0) {
                Await.pass(Duration.ofMillis(random.nextInt(LONGEST_START_MS)));
                kill();
                server.launchAgain();
            }
            server.awaitReady();
            examine(some());
        }
        examine(all());
        return faults;
    }

    private void loadUntilKilled() {
        List<Future<?>> load = new ArrayList<>();
        for (KillClient client : clients) {
            load.add(threads.submit(client::workUntilLost));
        }
        Await.pass(Duration.ofMillis(20 + random.nextInt(LONGEST_LOAD_MS)));
        kill();
        load.forEach(KillCampaign::join);
    }

    private void kill() {
        server.kill();
        kills++;
    }

    private void examine(Map<KillClient, Set<String>> sessions) {
        Set<Long> log = KillClient.log(server);
        List<Future<List<String>>> examinations = new ArrayList<>();
        sessions.forEach((client, names) -> examinations.add(threads.submit(() -> client.examine(names, log))));
        examinations.forEach(examination -> faults.addAll(join(examination)));
    }

    /// What was touched since the last examination, and a few of the others.
    private Map<KillClient, Set<String>> some() {
        Map<KillClient, Set<String>> some = new LinkedHashMap<>();
        for (KillClient client : clients) {
            Set<String> names = new HashSet<>(client.touched());
            List<String> old = List.copyOf(client.known().keySet());
            IntStream.range(0, OLD_ONES_EXAMINED / CLIENTS)
                    .forEach(_ -> names.add(old.get(random.nextInt(old.size()))));
            some.put(client, names);
        }
        return some;
    }

    private Map<KillClient, Set<String>> all() {
        Map<KillClient, Set<String>> all = new LinkedHashMap<>();
        clients.forEach(client -> all.put(client, client.known().keySet()));
        return all;
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }

    int kills() {
        return kills;
    }

    /// How many sessions there are that satisfy `condition`, by the journals.
    long count(Predicate<Known> condition) {
        return clients.stream()
                .flatMap(client -> client.known().values().stream())
                .filter(condition)
                .count();
    }

    long lines(Journal.Operation operation) {
        return clients.stream()
                .flatMap(client -> client.lines().stream())
                .filter(line -> line.answer() && line.operation() == operation)
                .count();
    }

    @Override
    public void close() {
        server.close();
        threads.close();
        clients.forEach(KillClient::close);
    }
}
