package ripcord.verifier.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ripcord.verifier.feed.KeyNews;
import ripcord.verifier.feed.MovableClocks;
import ripcord.verifier.http.Http;
import ripcord.verifier.jose.KeySet;

final class JwksFetcherTest {
    private static final String FIRST = "kid-1";
    private static final String SECOND = "kid-2";
    private static String firstOnly;
    private static String both;

    private final MovableClocks clocks = new MovableClocks();
    private final Peer peer = new Peer(asked -> keys(firstOnly));
    private final JwksFetcher fetcher = new JwksFetcher(
            peer.at("/t/default/.well-known/jwks.json"),
            new Http(Duration.ofMillis(1500), false),
            clocks,
            new Random(1));

    @BeforeAll
    static void generate() throws Exception {
        ECKey first = key(FIRST);
        firstOnly = set(first);
        both = set(first, key(SECOND));
    }

    private static ECKey key(String kid) throws Exception {
        return new ECKeyGenerator(Curve.P_256)
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .generate();
    }

    private static String set(ECKey... keys) {
        return Arrays.stream(keys)
                .map(key -> key.toPublicJWK().toJSONString())
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static Peer.Said keys(String body) {
        return new Peer.Said(200, Map.of("Cache-Control", "public, max-age=900", "ETag", "\"1\""), body);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void holdsNothingBeforeTheFirstAnswerAndWaitsForIt() {
        assertThat(fetcher.current().isEmpty()).isTrue();

        assertThat(fetcher.refetchFor(FIRST).find(FIRST)).isPresent();
        assertThat(fetcher.current().find(FIRST)).isPresent();
    }

    @Test
    void asksAgainBeforeWhatItHoldsIsTooOld() {
        fetcher.refetchFor(FIRST);
        clocks.advance(Duration.ofMinutes(10));
        fetcher.refreshIfDue();
        assertThat(peer.asked).hasSize(1);

        clocks.advance(Duration.ofMinutes(2));
        fetcher.refreshIfDue();
        awaitAsked(2);
    }

    @Test
    void saysWhatItHolds() {
        fetcher.refetchFor(FIRST);
        peer.answer(asked -> Peer.Said.status(304));
        clocks.advance(Duration.ofMinutes(12));
        fetcher.refreshIfDue();
        awaitAsked(2);

        assertThat(peer.asked.get(1).headers().getFirst("If-None-Match")).isEqualTo("\"1\"");
        assertThat(fetcher.current().find(FIRST)).isPresent();
    }

    @Test
    void asksForAKeyThatItDoesNotHoldButNotTooOften() {
        fetcher.refetchFor(FIRST);
        clocks.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            fetcher.refetchFor("forged-" + i);
        }
        assertThat(peer.asked).hasSize(2);

        peer.answer(asked -> keys(both));
        clocks.advance(Duration.ofMillis(4999));
        assertThat(fetcher.refetchFor(SECOND).find(SECOND)).isEmpty();
        clocks.advance(Duration.ofMillis(1));
        assertThat(fetcher.refetchFor(SECOND).find(SECOND)).isPresent();
    }

    @Test
    void aKeyThatIsHeldIsNotAskedFor() {
        fetcher.refetchFor(FIRST);
        clocks.advance(Duration.ofSeconds(60));
        fetcher.refetchFor(FIRST);

        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void allWhoWaitShareOneQuestion() throws Exception {
        var release = new CountDownLatch(1);
        peer.answer(asked -> {
            await(release);
            return keys(firstOnly);
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<KeySet>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(threads.submit(() -> fetcher.refetchFor(FIRST)));
        }
        release.countDown();

        for (Future<KeySet> answer : answers) {
            assertThat(answer.get().find(FIRST)).isPresent();
        }
        assertThat(peer.asked).hasSize(1);
        threads.shutdownNow();
    }

    @Test
    void keepsWhatItHoldsWhileTheServerIsAwayOrTalksNonsense() {
        fetcher.refetchFor(FIRST);
        for (Peer.Said nonsense : List.of(
                Peer.Said.status(503),
                Peer.Said.json("{}"),
                Peer.Said.json("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"x\",\"alg\":\"ES256\",\"crv\":\"P-256\"}]}"),
                new Peer.Said(302, Map.of("Location", peer.at("/elsewhere").toString()), ""))) {
            peer.answer(asked -> nonsense);
            clocks.advance(Duration.ofHours(2));
            fetcher.refetchFor(SECOND);
            assertThat(fetcher.current().find(FIRST)).as(nonsense.toString()).isPresent();
        }
        assertThat(peer.asked).noneMatch(asked -> asked.path().equals("/elsewhere"));
    }

    /** A tenant that had no keys may have made its first since. */
    @Test
    void thatThereWereNoKeysIsForgottenWhenTheServerCannotBeAskedAgain() {
        peer.answer(asked -> keys(set()));
        assertThat(fetcher.refetchFor(FIRST)).isNotSameAs(KeySet.EMPTY).returns(true, KeySet::isEmpty);

        peer.answer(asked -> Peer.Said.status(503));
        clocks.advance(Duration.ofSeconds(5));
        assertThat(fetcher.refetchFor(FIRST)).isSameAs(KeySet.EMPTY);

        peer.answer(asked -> keys(set()));
        clocks.advance(Duration.ofSeconds(5));
        assertThat(fetcher.refetchFor(FIRST)).isNotSameAs(KeySet.EMPTY).returns(true, KeySet::isEmpty);
        assertThat(peer.asked.get(2).headers()).doesNotContainKey("If-None-Match");
    }

    @Test
    void asksWhenTheFeedNamesAKeyThatIsNotHeld() {
        fetcher.refetchFor(FIRST);
        fetcher.accept(news(FIRST, "active"));
        clocks.advance(Duration.ofSeconds(1));
        fetcher.refreshIfDue();
        assertThat(peer.asked).hasSize(1);

        peer.answer(asked -> keys(both));
        fetcher.accept(new KeyNews(
                "default", List.of(new KeyNews.Key(FIRST, "active"), new KeyNews.Key(SECOND, "announced"))));
        clocks.advance(Duration.ofMillis(200));
        fetcher.refreshIfDue();
        awaitAsked(2);
        assertThat(fetcher.refetchFor(SECOND).find(SECOND)).isPresent();
    }

    @Test
    void asksWhenTheFeedSaysThatAHeldKeyIsCompromised() {
        fetcher.refetchFor(FIRST);
        fetcher.accept(news(FIRST, "compromised"));
        clocks.advance(Duration.ofMillis(200));
        fetcher.refreshIfDue();

        awaitAsked(2);
    }

    @Test
    void whoWaitsIsNotLeftWaitingWhenTheAnswerCannotBeHandled() {
        var failing = new AtomicBoolean(true);
        var unlucky = new JwksFetcher(
                peer.at("/t/default/.well-known/jwks.json"), new Http(Duration.ofMillis(1500), false), clocks, () -> {
                    if (failing.getAndSet(false)) {
                        throw new OutOfMemoryError("on purpose");
                    }
                    return 1;
                });

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> unlucky.refetchFor("unheard-of"));
        clocks.advance(Duration.ofSeconds(5));
        unlucky.refetchFor("unheard-of");
        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void confirmsOnlyWhatItHolds() {
        var confirmed = new CopyOnWriteArrayList<List<String>>();
        fetcher.onHeld(confirmed::add);
        fetcher.refetchFor(FIRST);
        assertThat(confirmed).isEmpty();
        var two =
                new KeyNews("default", List.of(new KeyNews.Key(FIRST, "active"), new KeyNews.Key(SECOND, "announced")));

        fetcher.accept(two);
        assertThat(confirmed).containsExactly(List.of(FIRST));
        peer.answer(asked -> keys(both));
        clocks.advance(Duration.ofMillis(200));
        fetcher.refreshIfDue();
        awaitAsked(2);
        fetcher.refetchFor(SECOND);
        assertThat(confirmed).containsExactly(List.of(FIRST), List.of(FIRST, SECOND));

        fetcher.accept(two);
        assertThat(confirmed).as("a new stream hears it too").hasSize(3);
    }

    private static KeyNews news(String kid, String state) {
        return new KeyNews("default", List.of(new KeyNews.Key(kid, state)));
    }

    private void awaitAsked(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (peer.asked.size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(peer.asked).hasSize(count);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
