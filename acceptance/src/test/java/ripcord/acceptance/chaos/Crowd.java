package ripcord.acceptance.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.process.Await;

/// Many who do on the wire what a verifier does that may introspect: each has a stream, and without one it asks the
/// server about the token that it is shown, and goes by the answer for as long as its bound. So many real ones want
/// more than one machine.
final class Crowd implements AutoCloseable {
    private static final Duration BETWEEN_QUESTIONS = Watch.BOUND;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(6);
    private static final Duration FRESH_WITHIN = Duration.ofSeconds(60);
    private static final int LONGEST_PAUSE_MS = 1_000;

    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final String key;
    private final HttpRequest question;
    private final Http http = Http.plain(Duration.ofSeconds(6));
    private final List<Member> members = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean gathered;
    private volatile boolean cut;
    private volatile boolean closed;

    private Crowd(Installation in) {
        // Past the proxies: so many streams through this process would be a fault of its own to whoever shares it.
        port = in.node(0).server().port();
        key = in.rootKey();
        question = Call.to(in.node(0).server().uri(), "/t/" + Installation.TENANT + "/oauth/introspect")
                .bearer(key)
                .postForm(Map.of(
                        "token",
                        in.backend(in.node(0)).signIn("crowd", Backend.NATIVE).accessToken()));
    }

    /// Returns when each of them has a stream.
    static Crowd of(int size, Installation in) {
        Crowd crowd = new Crowd(in);
        try {
            IntStream.range(0, size).forEach(crowd::add);
            crowd.awaitFresh();
            crowd.gathered = true;
            return crowd;
        } catch (RuntimeException | Error e) {
            crowd.close();
            throw e;
        }
    }

    private void add(int number) {
        Member member = new Member(number);
        members.add(member);
        Thread.ofVirtual().start(member::follow);
        Thread.ofVirtual().start(member::ask);
    }

    /// One of them.
    private final class Member {
        private final int number;
        private volatile boolean fresh;

        Member(int number) {
            this.number = number;
        }

        /// Begins again within a second, whenever its stream has ended.
        void follow() {
            while (!closed) {
                if (!cut) {
                    begin();
                }
                fresh = false;
                Await.pass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MS)));
            }
        }

        private void begin() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.add(socket);
                socket.setSoTimeout((int) LONGEST_SILENCE.toMillis());
                read(socket);
                open.remove(socket);
            } catch (IOException _) {
                // broken, refused or silent: again
            }
        }

        private void read(Socket socket) throws IOException {
            String request = "GET /t/" + Installation.TENANT + "/feed?name=crowd-" + number % 10
                    + "&max_staleness_ms=2000&when_stale=introspect HTTP/1.1\r\nHost: localhost\r\n"
                    + "Accept: text/event-stream\r\nAuthorization: Bearer " + key + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null && !closed && !cut; line = lines.readLine()) {
                fresh |= line.contains("heartbeat");
            }
        }

        void ask() {
            Await.pass(Duration.ofMillis(ThreadLocalRandom.current().nextLong(BETWEEN_QUESTIONS.toMillis())));
            while (!closed) {
                if (gathered && !fresh && !cut) {
                    ask(question);
                }
                Await.pass(BETWEEN_QUESTIONS);
            }
        }

        private void ask(HttpRequest request) {
            try {
                boolean good = http.send(request).status() == 200;
                (good ? answered : unanswered).incrementAndGet();
            } catch (LostAnswerException _) {
                unanswered.incrementAndGet();
            }
        }
    }

    void cutOff() {
        cut = true;
        open.forEach(Crowd::close);
        open.clear();
    }

    /// Returns when each of them has a stream again.
    void comeBack() {
        answered.set(0);
        unanswered.set(0);
        cut = false;
        long begun = System.nanoTime();
        awaitFresh();
        System.out.printf(
                "  %d verifiers had their streams again after %.1f s; meanwhile %d introspections were answered, %d not%n",
                members.size(), (System.nanoTime() - begun) / 1e9, answered.get(), unanswered.get());
    }

    private void awaitFresh() {
        Await.until(
                FRESH_WITHIN,
                members.size() + " verifiers have streams",
                () -> members.stream().allMatch(member -> member.fresh));
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Crowd::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is of no further use either way
        }
    }
}
