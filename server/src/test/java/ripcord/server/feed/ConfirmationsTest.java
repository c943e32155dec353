package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.OTHER;
import static ripcord.server.feed.FeedFixture.TENANT;
import static ripcord.server.feed.FeedFixture.declaration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.feed.Confirmation.Member;
import ripcord.server.policy.Policy.StaleMode;

class ConfirmationsTest {
    private static final FeedScope ONE = new FeedScope.One(TENANT);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder);
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void nobodyFollowsSoNobodyIsWaitedFor() {
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, LONG);

        assertThat(confirmation.complete()).isTrue();
        assertThat(confirmation.confirmed()).isEmpty();
        assertThat(confirmation.took()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void everybodyWhoAnswersIsConfirmed() {
        var readers = List.of(feed.follow("a"), feed.follow("b"), feed.follow("b"));
        readers.forEach(reader -> Thread.ofVirtual().start(() -> answer(reader)));
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, LONG);

        assertThat(confirmation.complete()).isTrue();
        assertThat(confirmation.confirmed()).extracting(Member::name).containsExactly("a", "b", "b");
        assertThat(confirmation.took()).isLessThan(Duration.ofSeconds(2));
        assertThat(confirmation.json())
                .startsWith("{\"complete\":true,\"confirmed\":[{\"subscription\":\"")
                .contains("\"expired\":[],\"missing\":[],\"took_ms\":");
    }

    @Test
    void theQuestionComesBehindTheEntry() {
        var reader = feed.follow("a");
        reader.next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = awaiting(seq, LONG);

        assertThat(reader.next("entries").seq()).isEqualTo(seq);
        var asked = reader.next("confirm");
        assertThat(asked.seq()).isEqualTo(seq);
        assertThat(asked.data().get("confirmation").stringValue()).hasSize(16);
        feed.subscriptions.confirm("key", reader.subscription(), seq);
        assertThat(confirmation.join().confirmed()).hasSize(1);
    }

    @Test
    void oneThatIsStoppedExpiresWhenItsBoundIsOver() {
        var reader = feed.follow(declaration("stopped", ONE, Duration.ofMillis(300)), null);
        reader.next("heartbeat");
        reader.stop();
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, LONG);

        assertThat(confirmation.complete()).isTrue();
        assertThat(confirmation.expired()).extracting(Member::name).containsExactly("stopped");
        assertThat(confirmation.took()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    @Test
    void oneThatWaitsExactlyAsLongAsTheBoundIsTold() {
        var reader = feed.follow(declaration("stopped", ONE, Duration.ofMillis(300)), null);
        reader.next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, Duration.ofMillis(300));

        assertThat(confirmation.missing()).isEmpty();
        assertThat(confirmation.expired()).hasSize(1);
    }

    @Test
    void oneThatWasCutOffIsWaitedForUntilItCanAcceptNothing() {
        var reader = feed.follow(declaration("cut off", ONE, Duration.ofMillis(400)), null);
        reader.next("heartbeat");
        reader.cut();
        reader.awaitEnd();
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, LONG);

        assertThat(confirmation.expired()).extracting(Member::name).containsExactly("cut off");
        assertThat(confirmation.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void oneThatWasLostLongAgoIsNotWaitedFor() {
        var reader = feed.follow(declaration("gone", ONE, Duration.ofMillis(100)), null);
        reader.next("heartbeat");
        reader.cut();
        reader.awaitEnd();
        feed.confirmations.await(TENANT, feed.revoke(TENANT, "alice"), LONG);

        var confirmation = feed.confirmations.await(TENANT, feed.revoke(TENANT, "bob"), LONG);

        assertThat(confirmation.expired()).isEmpty();
        assertThat(confirmation.complete()).isTrue();
    }

    @Test
    void oneThatMayStillAcceptIsMissingWhenTheWaitIsOver() {
        var accepting = new Declaration(
                "patient",
                null,
                ONE,
                Duration.ofMillis(200),
                StaleMode.ACCEPT,
                Duration.ofMinutes(5),
                "key",
                new Account.OfOperator("key"),
                null);
        var reader = feed.follow(accepting, null);
        reader.next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");

        var confirmation = feed.confirmations.await(TENANT, seq, Duration.ofMillis(300));

        assertThat(confirmation.complete()).isFalse();
        assertThat(confirmation.missing()).containsExactly(new Member(reader.subscription(), "patient"));
        assertThat(confirmation.took()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    @Test
    void oneThatCameAfterTheEntryIsNotWaitedFor() {
        long seq = feed.revoke(TENANT, "alice");
        feed.follow("late").next("heartbeat");

        assertThat(feed.confirmations.await(TENANT, seq, LONG).confirmed()).isEmpty();
    }

    @Test
    void anotherTenantsSubscriberIsNotWaitedFor() {
        feed.follow(declaration("foreign", new FeedScope.One(OTHER), Duration.ofMinutes(1)), null)
                .next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");

        assertThat(feed.confirmations.await(TENANT, seq, LONG).complete()).isTrue();
    }

    @Test
    void oneThatLeavesIsNotWaitedForAnyMore() {
        var reader = feed.follow(declaration("leaving", ONE, Duration.ofMinutes(1)), null);
        reader.next("heartbeat");
        var confirmation = awaiting(feed.revoke(TENANT, "alice"), LONG);
        reader.next("confirm");

        feed.subscriptions.close("key", reader.subscription());

        assertThat(confirmation.join()).satisfies(done -> {
            assertThat(done.complete()).isTrue();
            assertThat(done.confirmed()).isEmpty();
        });
    }

    @Test
    void aReportConfirmsToo() {
        var reader = feed.follow(declaration("reporting", ONE, Duration.ofMinutes(1)), null);
        reader.next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");
        var confirmation = awaiting(seq, LONG);
        reader.next("confirm");

        var report = new Report(feed.clock.instant(), seq, 12.5, "2.0", 7, Map.of("REVOKED", 3L));
        feed.subscriptions.report("key", reader.subscription(), report);

        assertThat(confirmation.join().confirmed()).hasSize(1);
        assertThat(feed.subscriptions.list(ONE).getFirst().json(feed.clock.instant()))
                .contains("\"version\":\"2.0\"", "\"staleness_ms\":12.5", "\"rejected\":{\"REVOKED\":3}");
    }

    @Test
    void nobodyConfirmsWhatIsNotAppendedYet() {
        var reader = feed.follow(declaration("hasty", ONE, Duration.ofMinutes(1)), null);
        reader.next("heartbeat");
        feed.subscriptions.confirm("key", reader.subscription(), Long.MAX_VALUE);

        long seq = feed.revoke(TENANT, "alice");

        assertThat(feed.confirmations.await(TENANT, seq, Duration.ofMillis(200)).missing())
                .hasSize(1);
    }

    @Test
    void anotherKeysHolderCannotConfirmForIt() {
        var reader = feed.follow(declaration("mine", ONE, Duration.ofMinutes(1)), null);
        reader.next("heartbeat");
        long seq = feed.revoke(TENANT, "alice");

        assertThat(feed.subscriptions.confirm("another key", reader.subscription(), seq))
                .isFalse();
        assertThat(feed.confirmations.await(TENANT, seq, Duration.ofMillis(200)).missing())
                .hasSize(1);
    }

    @Test
    void aRestartRemembersWhomToWaitFor() {
        var reader = feed.follow(declaration("kept", ONE, Duration.ofMillis(600)), null);
        reader.next("heartbeat");
        var closed = feed.follow("left");
        closed.next("heartbeat");
        feed.subscriptions.close("key", closed.subscription());
        feed.close();
        feed = new FeedFixture(folder, new MovableClock(), FeedStreams.Limits.within(40_000));

        var confirmation = feed.confirmations.await(TENANT, feed.revoke(TENANT, "alice"), LONG);

        assertThat(confirmation.expired()).containsExactly(new Member(reader.subscription(), "kept"));
        assertThat(feed.subscriptions.list(ONE))
                .extracting(VerifierStatus::subscription)
                .containsExactly(reader.subscription());
    }

    private CompletableFuture<Confirmation> awaiting(long seq, Duration wait) {
        return CompletableFuture.supplyAsync(
                () -> feed.confirmations.await(TENANT, seq, wait), Executors.newVirtualThreadPerTaskExecutor());
    }

    private void answer(FeedReader reader) {
        long seq = reader.next("confirm").seq();
        feed.subscriptions.confirm("key", reader.subscription(), seq);
    }
}
