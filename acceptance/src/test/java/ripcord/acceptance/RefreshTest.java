package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Browser;
import ripcord.acceptance.history.Presentation.Outcome;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;

/// Refreshing as clients do it: several at once, again after an answer that got lost, from two tabs, with a thief.
/// Every history is given to the checker, which knows no more than the questions, the answers and their times.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class RefreshTest {
    /// Long enough for 32 at once on a machine that does much else. Another test of this class takes a minute anyway.
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration PAST_GRACE = GRACE.plusSeconds(1);
    private static final String OWNER = "owner/1.0 (laptop)";
    private static final String THIEF = "thief/6.6 (elsewhere)";

    private ServerProcess server;
    private Backend backend;

    @BeforeAll
    void startServer(@TempDir Path folder) {
        server = ServerProcess.start(folder);
        backend = server.backend();
        backend.changePolicy("refresh", "grace", GRACE.toString());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void of32AtOnceAllGetTheSameSuccessor() {
        RefreshStory story = new RefreshStory(server, GRACE);

        for (int round = 0; round < 3; round++) {
            List<Outcome> outcomes = story.presentAtOnce(32, OWNER, story.newest());

            assertThat(outcomes.stream().distinct().toList()).hasSize(1);
            assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Granted.class);
            story.letPass(PAST_GRACE);
        }
        story.assertRight();
    }

    @Test
    void aRetryAfterALostAnswerAtOneSecond() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String first = story.newest();
        story.presentAndLoseTheAnswer(OWNER, first);
        story.letPass(Duration.ofSeconds(1));

        story.present(OWNER, first).expect(200);

        story.present(OWNER, story.newest()).expect(200);
        story.assertRight();
    }

    @Test
    void aRetryAfterALostAnswerPastTheGrace() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String first = story.newest();
        story.presentAndLoseTheAnswer(OWNER, first);
        story.letPass(PAST_GRACE);

        story.present(OWNER, first).expect(200);

        story.present(OWNER, story.newest()).expect(200);
        story.assertRight();
    }

    @Test
    void aRetryAfterALostAnswerAfterAMinute() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String first = story.newest();
        story.presentAndLoseTheAnswer(OWNER, first);
        story.letPass(Duration.ofSeconds(60));

        story.present(OWNER, first).expect(200);

        story.present(OWNER, story.newest()).expect(200);
        story.assertRight();
    }

    @Test
    void aRetryAfterTheServerWasKilled(@TempDir Path folder) {
        try (ServerProcess own = ServerProcess.start(folder)) {
            own.backend().changePolicy("refresh", "grace", GRACE.toString());
            RefreshStory story = new RefreshStory(own, GRACE);
            for (int round = 0; round < 3; round++) {
                String before = story.newest();
                story.presentAndLoseTheAnswer(OWNER, before);
                own.restart();

                story.present(OWNER, before).expect(200);
            }
            story.assertRight();
        }
    }

    @Test
    void theThiefWasFirst() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String stolen = story.newest();
        story.present(THIEF, stolen).expect(200);
        story.letPass(PAST_GRACE);

        Answer owner = story.present(OWNER, stolen);

        assertThat(owner.status()).isEqualTo(401);
        assertThat(owner.code()).isEqualTo("signed_out");
        assertThat(story.present(THIEF, story.newest()).status()).isEqualTo(401);
        story.assertRight();
        story.assertEndedFor("reuse");
    }

    @Test
    void theOwnerWasFirst() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String stolen = story.newest();
        story.present(OWNER, stolen).expect(200);
        story.letPass(PAST_GRACE);

        assertThat(story.present(THIEF, stolen).code()).isEqualTo("signed_out");

        assertThat(story.present(OWNER, story.newest()).code()).isEqualTo("signed_out");
        story.assertRight();
        story.assertEndedFor("reuse");
    }

    @Test
    void bothWithinTheGraceShowWithTheNextRotation() {
        RefreshStory story = new RefreshStory(server, GRACE);
        String stolen = story.newest();
        story.present(OWNER, stolen).expect(200);
        story.present(THIEF, stolen).expect(200);
        String shared = story.newest();
        story.letPass(PAST_GRACE);
        story.present(OWNER, shared).expect(200);
        story.letPass(PAST_GRACE);

        assertThat(story.present(THIEF, shared).code()).isEqualTo("signed_out");

        story.assertRight();
        story.assertEndedFor("reuse");
    }

    @Test
    void theLateSetCookieOfAnotherTab() {
        Browser browser = server.browser(ServerProcess.TENANT);
        browser.receive(backend.signIn(Map.of(
                        "subject",
                        "alice",
                        "client_kind",
                        Backend.BROWSER,
                        "credentials",
                        List.of("session_token", "refresh_token")))
                .setCookies());
        Answer slowTab = browser.refresh().expect(200);
        Answer quickTab = browser.refresh().expect(200);
        browser.receive(quickTab.setCookies());
        String current = browser.refreshCookie();
        Await.pass(PAST_GRACE);
        browser.receive(browser.refresh().expect(200).setCookies());
        assertThat(browser.refreshCookie()).isNotEqualTo(current);

        browser.receive(slowTab.setCookies());

        assertThat(browser.refreshCookie()).isEqualTo(current);
        browser.receive(browser.refresh().expect(200).setCookies());
        assertThat(browser.refreshCookie()).isNotEqualTo(current);
        Await.pass(PAST_GRACE);
        browser.refresh().expect(200);
        browser.session().expect(200);
    }
}
