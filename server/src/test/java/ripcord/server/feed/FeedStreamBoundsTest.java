package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.OTHER;
import static ripcord.server.feed.FeedFixture.TENANT;
import static ripcord.server.feed.FeedFixture.declaration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.policy.Policy.StaleMode;
import ripcord.server.tenant.TenantId;

/// How many streams there may be, and how fast they may begin: for everybody, and for each.
class FeedStreamBoundsTest {
    @TempDir
    Path folder;

    private FeedFixture feed;

    private void open(FeedStreams.Share all, FeedStreams.Share each) {
        feed = new FeedFixture(
                folder,
                new MovableClock(),
                new FeedStreams.Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), all, each));
    }

    @AfterEach
    void close() {
        if (feed != null) {
            feed.close();
        }
    }

    @Test
    void oneKeyCannotMakeTheServerRememberVerifiersWithoutEnd() {
        open(new FeedStreams.Share(500, 500, 3), new FeedStreams.Share(50, 50, 3));
        for (int i = 0; i < 6; i++) {
            var reader = feed.follow(declaration("v" + i, new FeedScope.All(), Duration.ofHours(1)), null);
            reader.next("heartbeat");
            reader.cut();
            reader.awaitEnd();
        }

        assertThat(feed.streams.open(declaration("one too many"))).isInstanceOf(FeedStreams.Opening.Full.class);
        assertThat(feed.streams.open(new Declaration(
                        "other",
                        null,
                        new FeedScope.All(),
                        Duration.ofSeconds(2),
                        StaleMode.REJECT,
                        null,
                        "another key",
                        new Account.OfOperator("another key"),
                        null)))
                .isInstanceOf(FeedStreams.Opening.Opened.class);
    }

    @Test
    void allOfAnAccountMayComeBackBeforeTheirLostStreamsAreForgotten() {
        open(new FeedStreams.Share(500, 500, 30), new FeedStreams.Share(50, 50, 3));
        for (int i = 0; i < 3; i++) {
            openAndLose();
        }

        for (int i = 0; i < 3; i++) {
            assertThat(openFor(TENANT, "key")).isInstanceOf(FeedStreams.Opening.Opened.class);
        }
        assertThat(openFor(TENANT, "key")).isInstanceOf(FeedStreams.Opening.Full.class);
    }

    private void openAndLose() {
        feed.open(of("v", "key", new Account.OfTenant(TENANT))).close();
    }

    @Test
    void theKeysOfOneTenantHoldOnlyTheirPartOfAllStreams() {
        open(new FeedStreams.Share(500, 500, 5), new FeedStreams.Share(50, 50, 2));
        for (int i = 0; i < 2; i++) {
            assertThat(openFor(TENANT, "key " + i)).isInstanceOf(FeedStreams.Opening.Opened.class);
        }

        assertThat(openFor(TENANT, "a third key")).isInstanceOf(FeedStreams.Opening.Full.class);
        assertThat(openFor(OTHER, "other")).isInstanceOf(FeedStreams.Opening.Opened.class);
        assertThat(feed.streams.open(of("several", "shared", new Account.OfKey("shared"))))
                .isInstanceOf(FeedStreams.Opening.Opened.class);
    }

    @Test
    void aStreamWhoseVerifierSaidThatItLeavesCountsUntilItHasEnded() {
        open(new FeedStreams.Share(500, 500, 5), new FeedStreams.Share(50, 50, 1));
        var stream = feed.open(of("v", "key", new Account.OfTenant(TENANT)));
        feed.subscriptions.close("key", stream.subscription().id());

        assertThat(openFor(TENANT, "key")).isInstanceOf(FeedStreams.Opening.Full.class);

        stream.close();
        assertThat(openFor(TENANT, "key")).isInstanceOf(FeedStreams.Opening.Opened.class);
    }

    @Test
    void whoOpensStreamsInALoopUsesUpOnlyHisTenantsRate() {
        open(new FeedStreams.Share(1, 3, 500), new FeedStreams.Share(1, 1, 500));
        assertThat(openFor(TENANT, "key")).isInstanceOf(FeedStreams.Opening.Opened.class);
        for (int i = 0; i < 10; i++) {
            assertThat(openFor(TENANT, "key " + i)).isInstanceOf(FeedStreams.Opening.Full.class);
        }

        assertThat(openFor(OTHER, "other")).isInstanceOf(FeedStreams.Opening.Opened.class);
    }

    @Test
    void streamsAreAtMostThreeFifthsOfTheConnectionsAndATenantsATenthOfThose() {
        var few = FeedStreams.Limits.within(324);
        var many = FeedStreams.Limits.within(40_000);

        assertThat(List.of(few.all().most(), few.each().most())).containsExactly(192, 19);
        assertThat(List.of(many.all().most(), many.each().most())).containsExactly(20_000, 2_000);
        assertThat(many.each()).isEqualTo(new FeedStreams.Share(50, 200, 2_000));
    }

    @Test
    void whateverBoundWasDeclaredTheServerSaysSomethingEveryTenSeconds() {
        assertThat(Bounds.beat(Duration.ofHours(1), Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(10));
        assertThat(Bounds.beat(Duration.ofSeconds(40), Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(10));
        assertThat(Bounds.beat(Duration.ofSeconds(2), Duration.ofHours(1))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void beginningsAreAdmittedAtARate() {
        open(new FeedStreams.Share(1, 3, 500), new FeedStreams.Share(1, 3, 500));
        for (int i = 0; i < 3; i++) {
            feed.follow("v" + i);
        }

        assertThat(feed.streams.open(declaration("one too many"))).isInstanceOf(FeedStreams.Opening.Full.class);
    }

    private static Declaration of(String name, String apiKey, Account account) {
        return new Declaration(
                name,
                null,
                new FeedScope.One(TENANT),
                Duration.ofHours(1),
                StaleMode.REJECT,
                null,
                apiKey,
                account,
                null);
    }

    private FeedStreams.Opening openFor(TenantId tenant, String apiKey) {
        return feed.streams.open(of("v", apiKey, new Account.OfTenant(tenant)));
    }
}
