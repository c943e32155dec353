package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.TENANT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.policy.Policy.StaleMode;

/// Many streams that one runner serves: what is said on them stays true, and none can do harm to another.
@Timeout(60)
class RoundTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MANY = 40;

    /// Four beats of 50 ms.
    private static final Duration BOUND = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder, PATIENCE);
    }

    @AfterEach
    void close() {
        feed.close();
    }

    private List<FeedReader> followers(int number) {
        return IntStream.range(0, number).mapToObj(i -> follower("key")).toList();
    }

    private FeedReader follower(String apiKey) {
        var scope = new FeedScope.One(TENANT);
        var account = new Account.OfOperator(apiKey);
        var declared = new Declaration("v", "1.0", scope, BOUND, StaleMode.REJECT, null, apiKey, account, null);
        var reader = feed.follow(declared, null);
        reader.next("heartbeat");
        return reader;
    }

    /// That each goes on to hear something, for twice as long as a peer that takes nothing is waited for.
    private static void assertBeats(List<FeedReader> readers) {
        readers.forEach(FeedReader::forget);
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 2 * PATIENCE.toNanos()) {
            long round = System.nanoTime();
            readers.forEach(reader -> reader.next("heartbeat"));
            assertThat(Duration.ofNanos(System.nanoTime() - round)).isLessThan(PATIENCE.dividedBy(2));
        }
    }

    @Test
    void theBeatsOfOneStepAreSentByOneThread() {
        var readers = followers(MANY);

        // Not by the runner if the machine was held up just then.
        readers.forEach(reader -> {
            while (!reader.writers().contains("feed-beat")) {
                reader.next("heartbeat");
            }
        });
    }

    /// A heartbeat that overtakes an entry, or was read before it was looked for, would say that the copy is newer than
    /// it is.
    @Test
    void aHeartbeatNeverClaimsToBeNewerThanTheEntriesBeforeIt() throws InterruptedException {
        long begun = feed.streams.arrival();
        var readers = followers(MANY);
        record Acknowledged(long seq, long nanos) {}
        var acknowledged = new ArrayList<Acknowledged>();
        for (int i = 0; i < 600; i++) {
            long seq = feed.revoke(TENANT, "subject" + i);
            acknowledged.add(new Acknowledged(seq, feed.streams.arrival() - begun));
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(4_000));
        }
        long last = acknowledged.getLast().seq;

        for (var reader : readers) {
            long sent = 0;
            int at = 0;
            while (sent < last) {
                var event = reader.next();
                if (event.name().equals("entries")) {
                    assertThat(event.entries().getFirst()).isGreaterThan(sent);
                    sent = event.seq();
                } else if (event.name().equals("heartbeat")) {
                    long read = reader.nanosSince(begun, event);
                    while (at < acknowledged.size() && acknowledged.get(at).nanos < read) {
                        assertThat(acknowledged.get(at++).seq).isLessThanOrEqualTo(sent);
                    }
                    assertThat(event.seq()).isLessThanOrEqualTo(sent);
                }
            }
            assertThat(at).isPositive();
        }
    }

    @Test
    void peersThatTakeNothingDelayNobodyElseAndAreCut() {
        var readers = followers(MANY);
        var stopped = readers.subList(0, MANY / 2);
        var others = readers.subList(MANY / 2, MANY);
        stopped.forEach(FeedReader::stop);

        assertBeats(others);

        assertThat(stopped).allSatisfy(reader -> assertThat(reader.awaitEnd()).isNotNull());
        assertThat(feed.streams.size()).isEqualTo(others.size());
    }

    @Test
    void whoIsCutWhileARunnerWritesToHimEndsAtOnceAndAlone() throws InterruptedException {
        var others = followers(MANY);
        var stopped = IntStream.range(0, 5).mapToObj(i -> follower("withdrawn")).toList();
        stopped.forEach(FeedReader::stop);
        for (var reader : stopped) {
            reader.awaitHeldWrite();
        }

        long begun = System.nanoTime();
        feed.streams.cut("withdrawn");
        stopped.forEach(FeedReader::awaitEnd);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE.dividedBy(2));
        assertBeats(others);
        assertThat(feed.streams.size()).isEqualTo(MANY);
    }

    @Test
    void whatBreaksUnderARunnerEndsThatStreamAlone() {
        var readers = followers(MANY);
        var broken = readers.subList(0, 10);
        var others = readers.subList(10, MANY);
        broken.forEach(FeedReader::cut);

        assertThat(broken).allSatisfy(reader -> assertThat(reader.awaitEnd()).isNotNull());

        assertBeats(others);
        assertThat(feed.streams.size()).isEqualTo(others.size());
    }

    @Test
    void aStopEndsAllWhoeverIsWritingToThem() {
        var readers = followers(MANY);
        var stopped = readers.subList(0, 10);
        stopped.forEach(FeedReader::stop);

        feed.streams.close();

        assertThat(stopped).allSatisfy(reader -> assertThat(reader.awaitEnd()).isNotNull());
        assertThat(readers.subList(10, MANY))
                .allSatisfy(reader -> assertThat(reader.awaitEnd()).isNull());
        assertThat(feed.streams.size()).isZero();
    }
}
