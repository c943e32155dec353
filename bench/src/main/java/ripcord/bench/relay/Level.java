package ripcord.bench.relay;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.Counters;
import ripcord.verifier.feed.Declaration;
import ripcord.verifier.feed.FeedSettings;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/// Verifiers' feeds that follow at one distance from the server, and when each of them held which entry.
final class Level implements AutoCloseable {
    private final List<RevocationFeed> feeds = new ArrayList<>();
    private final List<Map<Long, Long>> held = new ArrayList<>();

    /// So many more, fresh when this returns.
    void follow(URI base, String key, int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            var feed = new RevocationFeed(
                    new FeedSettings(
                            URI.create(base + "/t/default/feed"),
                            new Declaration("bench", Duration.ofSeconds(2), "reject", Optional.empty(), ""),
                            new ApiKey(() -> key),
                            FeedSettings.DEFAULT_MAX_ENTRIES,
                            false),
                    new Http(Duration.ofSeconds(5), false),
                    new RevocationFeed.Surroundings(Clocks.SYSTEM, new SecureRandom()),
                    () -> Counters.ZERO);
            var times = new ConcurrentHashMap<Long, Long>();
            feed.onEntries(batch -> {
                long now = System.nanoTime();
                batch.entries().forEach(entry -> times.put(entry.seq(), now));
            });
            feeds.add(feed);
            held.add(times);
            feed.start();
        }
        for (var feed : feeds) {
            if (!feed.awaitEvidence(Duration.ofSeconds(30))) {
                throw new IllegalStateException("a verifier at " + base + " is not fresh");
            }
        }
    }

    int size() {
        return feeds.size();
    }

    /// When each held it, in order of time; those that did not are left out.
    long[] heldAt(long seq) {
        return held.stream()
                .map(times -> times.get(seq))
                .filter(time -> time != null)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    /// How stale they say they are now, in milliseconds, in order.
    double[] staleness() {
        return feeds.stream()
                .mapToDouble(
                        feed -> feed.evidence().stalenessNanos(System.nanoTime(), System.currentTimeMillis()) / 1e6)
                .sorted()
                .toArray();
    }

    static double median(long[] ordered) {
        return ordered.length == 0 ? Double.NaN : ordered[ordered.length / 2];
    }

    /// @param ordered at least one
    static double quantile(double[] ordered, double share) {
        return ordered[(int) Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
    }

    static double[] ordered(List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(all);
        return all;
    }

    @Override
    public void close() {
        feeds.forEach(RevocationFeed::abandon);
    }
}
