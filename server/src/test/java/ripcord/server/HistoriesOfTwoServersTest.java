package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.Order.Call;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.spec.CheckedFeed;

/// 32 clients of two servers on one PostgreSQL, each asking whichever comes to mind: what they are answered is what one
/// server would have answered that does one thing after the other.
///
/// `-Dripcord.rounds=313` makes ten thousand sign-outs of it, as `./dev/soak` does.
class HistoriesOfTwoServersTest {
    private static final int CLIENTS = 32;
    private static final int SUBJECTS = 8;
    private static final int ROUNDS = Integer.getInteger("ripcord.rounds", 6);

    @TempDir
    Path folder;

    private List<LiveServer> servers;

    @BeforeEach
    void start() {
        var store = PostgresServer.store(folder);
        var database = new Config.DatabaseServer(store.url(), store.user(), null);
        var one = LiveServer.start(folder.resolve("one"), database);
        servers = List.of(one, one.another(folder.resolve("two"), database));
    }

    @AfterEach
    void stop() {
        servers.forEach(LiveServer::close);
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    /// What each of 32 clients does, at once, until all have done it.
    private static void atOnce(Task task) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                running.add(threads.submit(() -> {
                    task.run(number);
                    return null;
                }));
            }
            for (var one : running) {
                one.get();
            }
        }
    }

    @FunctionalInterface
    private interface Task {
        void run(int client) throws Exception;
    }

    private static boolean isSignedIn(LiveServer server, SignedIn signedIn) {
        int status = server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
        assertThat(status).isIn(200, 401);
        return status == 200;
    }

    private static boolean isActive(LiveServer server, SignedIn signedIn) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", signedIn.accessToken()))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private static void end(LiveServer server, String what) {
        server.http()
                .delete(LiveServer.TENANT + what)
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    @Test
    void whoSignedOutAtOneServerIsOutAtTheOtherTheMomentThatItIsAcknowledged() throws Exception {
        atOnce(client -> {
            for (int round = 0; round < ROUNDS; round++) {
                var here = servers.get((client + round) % 2);
                var there = servers.get((client + round + 1) % 2);
                var signedIn = here.signIn("alice" + client);
                assertThat(isSignedIn(there, signedIn)).isTrue();

                end(here, "/sessions/" + signedIn.session());

                assertThat(isSignedIn(there, signedIn)).isFalse();
                assertThat(isActive(there, signedIn)).isFalse();
            }
        });
    }

    /// Four clients each sign a subject in, sign one or all of its sessions out, and look, at either server.
    @Test
    void signingInAndEndingAllAtTwoServersIsAsIfItWereOneAfterTheOther() throws Exception {
        var histories = new ConcurrentHashMap<String, List<Call<Set<String>>>>();
        var known = new ConcurrentHashMap<String, List<SignedIn>>();
        atOnce(client -> {
            var subject = "subject" + client % SUBJECTS;
            var history = histories.computeIfAbsent(subject, _ -> Collections.synchronizedList(new ArrayList<>()));
            var sessions = known.computeIfAbsent(subject, _ -> new CopyOnWriteArrayList<>());
            var random = new Random(client);
            for (int step = 0; step < 4 * ROUNDS; step++) {
                history.add(call(servers.get(random.nextInt(2)), subject, sessions, random));
            }
        });

        assertThat(histories).hasSize(SUBJECTS);
        histories.forEach((subject, history) ->
                assertThat(Order.fault(history, Set.of())).as(subject).isEmpty());
    }

    private static Call<Set<String>> call(LiveServer server, String subject, List<SignedIn> sessions, Random random) {
        int what = random.nextInt(10);
        long asked = System.nanoTime();
        if (what < 3 || sessions.isEmpty()) {
            return signIn(server, subject, sessions, asked);
        }
        if (what < 4) {
            end(server, "/subjects/" + subject + "/sessions");
            return answered(asked, "ends all", _ -> Optional.of(Set.of()));
        }
        var signedIn = sessions.get(random.nextInt(sessions.size()));
        if (what < 5) {
            end(server, "/sessions/" + signedIn.session());
            return answered(asked, "ends " + signedIn.session(), alive -> Optional.of(without(alive, signedIn)));
        }
        boolean is = what < 8 ? isSignedIn(server, signedIn) : isActive(server, signedIn);
        return answered(
                asked,
                (is ? "finds " : "misses ") + signedIn.session(),
                alive -> Optional.of(alive).filter(all -> all.contains(signedIn.session()) == is));
    }

    /// Whoever is signed out again before he is answered is told so.
    private static Call<Set<String>> signIn(LiveServer server, String subject, List<SignedIn> sessions, long asked) {
        var answer = server.http()
                .post("/admin/v1/tenants/default/sessions")
                .bearer(server.rootKey())
                .json(Map.of(
                        "subject",
                        subject,
                        "amr",
                        List.of("pwd"),
                        "client_kind",
                        "browser",
                        "credentials",
                        List.of("session_token", "access_token")))
                .send();
        if (answer.status() == 409) {
            return answered(asked, "signs in, and is out again", Optional::of);
        }
        var signedIn = new SignedIn("default", answer.expect(201).json());
        sessions.add(signedIn);
        return answered(asked, "signs in " + signedIn.session(), alive -> Optional.of(with(alive, signedIn)));
    }

    private static <S> Call<S> answered(long asked, String words, Order.Effect<S> effect) {
        return new Call<>(asked, System.nanoTime(), effect, words);
    }

    private static Set<String> with(Set<String> alive, SignedIn signedIn) {
        var more = new HashSet<>(alive);
        more.add(signedIn.session());
        return Set.copyOf(more);
    }

    private static Set<String> without(Set<String> alive, SignedIn signedIn) {
        var fewer = new HashSet<>(alive);
        fewer.remove(signedIn.session());
        return Set.copyOf(fewer);
    }

    /// One refresh token, shown by 32 at once to either server: one successor, and a chain without a fork.
    @Test
    void of32ThatShowOneRefreshTokenToTwoServersAllGetTheSameSuccessor() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var shown = servers.get(round % 2)
                    .signIn("default", "bob" + round, "native")
                    .refreshToken();
            Set<String> successors = ConcurrentHashMap.newKeySet();
            atOnce(client -> successors.add(servers.get(client % 2)
                    .http()
                    .post(LiveServer.ISSUER + "/auth/refresh")
                    .json(Map.of("refresh_token", shown))
                    .send()
                    .expect(200)
                    .text("/refresh_token")));
            assertThat(successors).hasSize(1).doesNotContain(shown);
        }
    }

    /// Who follows the log at either server hears of every end, once, in the order that the log has.
    @Test
    void theLogIsTheSameAtBothServersWhoeverWritesToIt() throws Exception {
        var sessions = IntStream.range(0, CLIENTS * ROUNDS)
                .mapToObj(n -> servers.get(n % 2).signIn("carol" + n).session())
                .toList();
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        try (var here = follow(servers.get(0));
                var there = follow(servers.get(1))) {
            here.next("heartbeat");
            there.next("heartbeat");
            atOnce(client -> {
                for (int round = 0; round < ROUNDS; round++) {
                    var server = servers.get((client + round) % 2);
                    acknowledged.add(server.http()
                            .delete(LiveServer.TENANT + "/sessions/" + sessions.get(client * ROUNDS + round))
                            .bearer(server.rootKey())
                            .send()
                            .expect(200)
                            .json()
                            .get("seq")
                            .longValue());
                }
            });

            var heard = heard(here, acknowledged.size());

            assertThat(heard).isSorted().doesNotHaveDuplicates().hasSameElementsAs(acknowledged);
            assertThat(heard(there, acknowledged.size())).isEqualTo(heard);
        }
    }

    private static List<Long> heard(CheckedFeed feed, int count) {
        var heard = new ArrayList<Long>();
        while (heard.size() < count) {
            feed.next("entries")
                    .data()
                    .get("entries")
                    .forEach(entry -> heard.add(entry.get("seq").longValue()));
        }
        return heard;
    }

    private static CheckedFeed follow(LiveServer server) {
        return server
                .http()
                .get(LiveServer.ISSUER + "/feed?name=orders&max_staleness_ms=4000&when_stale=reject")
                .bearer(server.rootKey())
                .stream();
    }
}
