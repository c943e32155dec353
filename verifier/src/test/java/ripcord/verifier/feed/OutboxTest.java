package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/** What is told while the server is slow to take it. */
@Timeout(30)
final class OutboxTest {
    private final FeedPeer peer = new FeedPeer();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger came = new AtomicInteger();
    private final Outbox outbox = new Outbox(new Wire(
            new Http(Duration.ofSeconds(20), false),
            peer.feed(),
            new ApiKey(() -> "rc_k_secret"),
            new Declaration("relay", Duration.ofSeconds(2), "reject", Optional.empty(), "1.0"),
            false));

    @AfterEach
    void close() throws IOException {
        hanging.countDown();
        peer.close();
    }

    private void hang() {
        peer.onPost(posted -> {
            came.incrementAndGet();
            try {
                hanging.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void aStormOfWhatIsToldMeanwhileTakesNoPlaceOfAnswers() throws Exception {
        hang();
        for (int i = 0; i < 5_000; i++) {
            outbox.postMeanwhile("question " + i, "confirm", "{\"so_far\":" + i + "}");
        }
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(outbox.post("confirm", "{\"answer\":" + i + "}"));
        }
        for (int i = 0; i < 5_000; i++) {
            outbox.postMeanwhile("question " + i, "confirm", "{\"so_far\":" + i + "}");
        }
        Eventually.is(() -> came.get() == 8);

        hanging.countDown();

        for (CompletableFuture<Boolean> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        }
        int before = 0;
        while (!peer.post("confirm").body().equals("{\"answer\":499}")) {
            before++;
        }
        assertThat(before).as("answers, and what was under way").isLessThan(500 + 16);
    }

    @Test
    void ofWhatIsToldMeanwhileTheLatestIsSentAndNothingAfterTheAnswer() throws Exception {
        hang();
        for (int i = 0; i < 4; i++) {
            outbox.postMeanwhile("other " + i, "confirm", "{}");
        }
        Eventually.is(() -> came.get() == 4);
        outbox.postMeanwhile("first", "confirm", "{\"first\":1}");
        outbox.postMeanwhile("first", "confirm", "{\"first\":2}");
        outbox.postMeanwhile("second", "confirm", "{\"second\":1}");
        outbox.overtake("second");

        hanging.countDown();

        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(peer.post("confirm").body());
        }
        assertThat(sent).containsExactlyInAnyOrder("{}", "{}", "{}", "{}", "{\"first\":2}");
        assertThat(peer.pollPost("confirm", 200)).isNull();
    }

    @Test
    void whatNobodyWaitsForGoesOneAfterAnotherAndHoldsUpNoAnswer() throws Exception {
        hang();
        List<CompletableFuture<Boolean>> letters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            letters.add(outbox.postInTurn("report", "{\"report\":" + i + "}"));
        }
        Eventually.is(() -> came.get() == 1);
        CompletableFuture<Boolean> answer = outbox.post("confirm", "{}");
        Eventually.is(() -> came.get() == 2);
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(came).hasValue(2);

        hanging.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < letters.size(); i++) {
            assertThat(letters.get(i).get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.post("report").body()).isEqualTo("{\"report\":" + i + "}");
        }
    }

    @Test
    void whatGoesOneAfterAnotherGoesOnAfterWhatTheServerDidNotTake() throws Exception {
        peer.close();
        CompletableFuture<Boolean> lost = outbox.postInTurn("report", "{}");
        CompletableFuture<Boolean> next = outbox.postInTurn("report", "{}");

        assertThat(lost.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(next.get(20, TimeUnit.SECONDS)).isFalse();
    }
}
