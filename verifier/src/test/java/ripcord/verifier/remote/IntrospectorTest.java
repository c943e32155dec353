package ripcord.verifier.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.feed.MovableClocks;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import ripcord.verifier.remote.Introspected.Verdict;

final class IntrospectorTest {
    private static final long BOUND = Duration.ofSeconds(2).toNanos();
    private static final String ACTIVE = "{\"active\":true,\"as_of\":5}";
    private static final String INACTIVE = "{\"active\":false}";

    private final MovableClocks clocks = new MovableClocks();
    private final Peer peer = new Peer(asked -> Peer.Said.json(ACTIVE));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Introspector introspector =
            new Introspector(new Http(Duration.ofMillis(1500), false), new ApiKey(() -> "rc_k_test\n"), clocks);

    @AfterEach
    void close() {
        peer.close();
        threads.shutdownNow();
    }

    @Test
    void asksAsTheStandardSays() {
        assertThat(ask("a.b.c").verdict()).isEqualTo(Verdict.ACTIVE);

        assertThat(peer.asked).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.path()).isEqualTo("/t/default/oauth/introspect");
            assertThat(asked.body()).isEqualTo("token=a.b.c&token_type_hint=access_token");
            assertThat(asked.headers().getFirst("Authorization")).isEqualTo("Bearer rc_k_test");
        });
    }

    @Test
    void anAnswerIsKeptForTheBoundCountedFromBeforeItWasAskedFor() {
        peer.answer(asked -> {
            clocks.advance(Duration.ofMillis(500));
            return Peer.Said.json(ACTIVE);
        });

        assertThat(ask("t").ageNanos()).isEqualTo(Duration.ofMillis(500).toNanos());
        clocks.advance(Duration.ofMillis(1500));
        assertThat(ask("t").ageNanos()).isEqualTo(BOUND);
        assertThat(peer.asked).hasSize(1);

        clocks.advance(Duration.ofNanos(1));
        assertThat(ask("t").verdict()).isEqualTo(Verdict.ACTIVE);
        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void anAnswerThatTookLongerThanTheBoundIsNone() {
        peer.answer(asked -> {
            clocks.advance(Duration.ofNanos(BOUND + 1));
            return Peer.Said.json(ACTIVE);
        });

        assertThat(ask("t").verdict()).isEqualTo(Verdict.UNAVAILABLE);
    }

    @Test
    void whatAServerThatIsCutOffKnowsIsAsOldAsItSays() {
        peer.answer(asked -> degraded("store;stale_ms=1500"));
        assertThat(ask("a").ageNanos()).isEqualTo(Duration.ofMillis(1500).toNanos());

        peer.answer(asked -> degraded("store;stale_ms=2001"));
        assertThat(ask("b").verdict()).isEqualTo(Verdict.UNAVAILABLE);

        peer.answer(asked -> degraded("store"));
        assertThat(ask("c").verdict()).isEqualTo(Verdict.UNAVAILABLE);
    }

    @Test
    void whoAsksEachTimeTakesNothingFromAServerThatIsCutOff() {
        peer.answer(asked -> degraded("store;stale_ms=1"));

        assertThat(introspector
                        .askAnew(peer.at("/t/default/oauth/introspect"), "a")
                        .verdict())
                .isEqualTo(Verdict.UNAVAILABLE);
    }

    private static Peer.Said degraded(String how) {
        return new Peer.Said(200, Map.of("Content-Type", "application/json", "Ripcord-Degraded", how), ACTIVE);
    }

    @Test
    void whatHasEndedStaysEndedHoweverLongTheAnswerTook() {
        peer.answer(asked -> {
            clocks.advance(Duration.ofNanos(BOUND + 1));
            return Peer.Said.json(INACTIVE);
        });

        assertThat(ask("t").verdict()).isEqualTo(Verdict.INACTIVE);
    }

    @Test
    void anAnswerAgesAlsoWhenOnlyTheWallClockMoves() {
        ask("t");
        clocks.moveWall(Duration.ofSeconds(3));
        ask("t");

        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void allWhoAskForTheSameShareOneQuestion() throws Exception {
        var release = new CountDownLatch(1);
        peer.answer(asked -> {
            await(release);
            return Peer.Said.json(ACTIVE);
        });
        List<Future<Introspected>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            answers.add(threads.submit(() -> ask("t")));
        }
        release.countDown();

        for (Future<Introspected> answer : answers) {
            assertThat(answer.get().verdict()).isEqualTo(Verdict.ACTIVE);
        }
        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void atMostSixteenAreAskedAtATime() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(16);
        peer.answer(asked -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            full.countDown();
            await(full);
            inside.decrementAndGet();
            return Peer.Said.json(ACTIVE);
        });
        List<Future<Introspected>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String token = "t" + i;
            answers.add(threads.submit(() -> ask(token)));
        }

        for (Future<Introspected> answer : answers) {
            assertThat(answer.get().verdict()).isEqualTo(Verdict.ACTIVE);
        }
        assertThat(most).hasValue(16);
    }

    @Test
    void aServerThatFailsIsLeftAloneForAWhile() {
        peer.answer(asked -> Peer.Said.status(503));
        for (int i = 0; i < 20; i++) {
            assertThat(ask("t" + i).verdict()).isEqualTo(Verdict.UNAVAILABLE);
        }
        assertThat(peer.asked).hasSize(5);

        peer.answer(asked -> Peer.Said.json(ACTIVE));
        assertThat(ask("t").verdict()).isEqualTo(Verdict.UNAVAILABLE);
        clocks.advance(Duration.ofSeconds(1));
        assertThat(ask("t").verdict()).isEqualTo(Verdict.ACTIVE);
    }

    @Test
    void eachFurtherFailureDoublesThePause() {
        peer.answer(asked -> Peer.Said.status(503));
        for (int i = 0; i < 5; i++) {
            ask("t" + i);
        }
        clocks.advance(Duration.ofSeconds(1));
        ask("t");
        clocks.advance(Duration.ofSeconds(1));
        ask("t");
        assertThat(peer.asked).hasSize(6);

        clocks.advance(Duration.ofSeconds(1));
        ask("t");
        assertThat(peer.asked).hasSize(7);
    }

    @Test
    void noAnswerInTimeIsNone() {
        var never = new CountDownLatch(1);
        peer.answer(asked -> {
            await(never);
            return Peer.Said.json(ACTIVE);
        });

        assertThat(ask("t").verdict()).isEqualTo(Verdict.UNAVAILABLE);
        never.countDown();
    }

    @Test
    void whatIsNotAnAnswerIsNone() {
        for (String body : List.of("", "[]", "{\"active\":\"true\"}", "{\"active\":true,\"active\":false}", "<html>")) {
            peer.answer(asked -> Peer.Said.json(body));
            assertThat(ask("t" + body.hashCode()).verdict()).as(body).isEqualTo(Verdict.UNAVAILABLE);
        }
        for (int status : new int[] {302, 400, 401, 404}) {
            peer.answer(asked -> Peer.Said.status(status));
            assertThat(ask("s" + status).verdict()).isEqualTo(Verdict.UNAVAILABLE);
        }
    }

    @Test
    void aKeyThatCannotBeSentIsNotPrinted() {
        var broken =
                new Introspector(new Http(Duration.ofSeconds(1), false), new ApiKey(() -> "rc_k_sec\nret"), clocks);

        Introspected answer = broken.ask(peer.at("/t/default/oauth/introspect"), "t", BOUND);

        assertThat(answer.verdict()).isEqualTo(Verdict.UNAVAILABLE);
        assertThat(answer.detail()).doesNotContain("sec").doesNotContain("ret,");
        assertThat(peer.asked).isEmpty();
    }

    private Introspected ask(String token) {
        return introspector.ask(peer.at("/t/default/oauth/introspect"), token, BOUND);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
