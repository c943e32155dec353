package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Device;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.history.Presentation;
import ripcord.acceptance.history.Presentation.Outcome;
import ripcord.acceptance.history.RefreshHistory;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;

/// One session and everybody who presents its refresh tokens, recorded.
final class RefreshStory {
    private static final Duration RECOVERY = Duration.ofDays(1);

    private final ServerProcess server;
    private final Duration grace;
    private final SignedIn signedIn;
    private final List<Presentation> history = Collections.synchronizedList(new ArrayList<>());
    private volatile String newest;

    /// @param grace that the server's policy has
    RefreshStory(ServerProcess server, Duration grace) {
        this.server = server;
        this.grace = grace;
        signedIn = server.backend().signIn("alice", Backend.NATIVE);
        newest = signedIn.refreshToken();
    }

    /// The refresh token that an answer carried last.
    String newest() {
        return newest;
    }

    Answer present(String party, String token) {
        long asked = System.nanoTime();
        Answer answer = server.device(ServerProcess.TENANT, party).refresh(token);
        record(party, token, asked, outcome(answer));
        return answer;
    }

    private Outcome outcome(Answer answer) {
        if (answer.status() == 200) {
            newest = answer.text("refresh_token");
            return new Outcome.Granted(Presentation.generationOf(newest));
        }
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("signed_out");
        return new Outcome.SignedOut();
    }

    /// The request arrives and is carried out; the answer does not come back.
    void presentAndLoseTheAnswer(String party, String token) {
        try (Proxy link = new Proxy(server.port())) {
            link.delay(() -> Duration.ofDays(1));
            Http impatient = Http.toServer(Duration.ofMillis(700));
            long asked = System.nanoTime();
            try {
                new Device(impatient, link.uri(), ServerProcess.TENANT, party).refresh(token);
                throw new AssertionError("an answer came through");
            } catch (LostAnswerException _) {
                record(party, token, asked, new Outcome.Lost());
            }
        }
    }

    List<Outcome> presentAtOnce(int times, String party, String token) {
        CyclicBarrier start = new CyclicBarrier(times);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> presentations = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                presentations.add(threads.submit(() -> {
                    start.await();
                    Answer answer = present(party, token);
                    return outcome(answer);
                }));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> presentation : presentations) {
                outcomes.add(presentation.get());
            }
            return outcomes;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void letPass(Duration duration) {
        Await.pass(duration);
    }

    private void record(String party, String token, long asked, Outcome outcome) {
        long answered = outcome instanceof Outcome.Lost ? Long.MAX_VALUE : System.nanoTime();
        history.add(new Presentation(party, Presentation.generationOf(token), asked, answered, outcome));
    }

    void assertRight() {
        int first = Presentation.generationOf(signedIn.refreshToken());
        assertThat(RefreshHistory.fault(List.copyOf(history), first, grace, RECOVERY))
                .isEmpty();
    }

    void assertEndedFor(String reason) {
        var session = server.backend()
                .session(signedIn.sessionId())
                .expect(200)
                .json()
                .path("session");
        assertThat(session.path("end_reason").asString()).isEqualTo(reason);
        assertThat(server.backend().isActive(signedIn.accessToken())).isFalse();
    }
}
