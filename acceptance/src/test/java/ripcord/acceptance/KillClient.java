package ripcord.acceptance;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.history.Found;
import ripcord.acceptance.history.Journal;
import ripcord.acceptance.history.Journal.Line;
import ripcord.acceptance.history.Journal.Operation;
import ripcord.acceptance.history.Known;
import ripcord.acceptance.history.Known.Progress;
import ripcord.acceptance.network.FeedReader;
import ripcord.acceptance.process.ServerProcess;
import tools.jackson.databind.JsonNode;

/// One client of the kill tests: it signs in, refreshes and ends, one request after the other, and writes its journal
/// durably around each. What it believes it reads from there.
final class KillClient implements AutoCloseable {
    private static final List<String> TENANTS = List.of(ServerProcess.TENANT, "strict");

    private final ServerProcess server;
    private final Path file;
    private final Journal journal;
    private final Random random;
    private final String name;
    private final Set<String> touched = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private Map<String, Known> known = new LinkedHashMap<>();
    private int signIns;

    KillClient(ServerProcess server, Path file, long seed) {
        this.server = server;
        this.file = file;
        this.journal = new Journal(file);
        this.random = new Random(seed);
        this.name = file.getFileName().toString();
    }

    List<Line> lines() {
        return Journal.read(file);
    }

    /// What the journal on the disk says.
    Map<String, Known> known() {
        return Known.of(lines());
    }

    /// What it worked on since the last kill.
    Set<String> touched() {
        return Set.copyOf(touched);
    }

    /// Works until the server is gone.
    void workUntilLost() {
        known = known();
        touched.clear();
        try {
            while (true) {
                work(random.nextInt(3) == 0 ? signIn() : anyUsable());
            }
        } catch (LostAnswerException _) {
            // killed: the last line of the journal is a question
        }
    }

    private String anyUsable() {
        List<String> usable = known.values().stream()
                .filter(Known::isUsable)
                .map(Known::session)
                .toList();
        return usable.isEmpty() ? signIn() : usable.get(random.nextInt(usable.size()));
    }

    private void work(String session) {
        touched.add(session);
        for (int refreshes = random.nextInt(4); refreshes > 0; refreshes--) {
            if (!refresh(session)) {
                faults.add("refused while alive: " + known.get(session));
            }
        }
        if (random.nextInt(3) == 0) {
            end(session);
        }
    }

    private String signIn() {
        String session = TENANTS.get(random.nextInt(2)) + "/" + name + "-" + signIns++;
        touched.add(session);
        signInAs(session);
        return session;
    }

    void signInAs(String session) {
        note(Line.asked(session, Operation.SIGN_IN, ""));
        Answer answer = backend(session).signInOnce(Map.of("subject", "subject of " + session), session);
        SignedIn signedIn = new SignedIn(answer.expect(201).json());
        note(Line.answered(
                session,
                Operation.SIGN_IN,
                Map.of(
                        "id", signedIn.sessionId(),
                        "refresh_token", signedIn.refreshToken(),
                        "access_token", signedIn.accessToken())));
    }

    private boolean refresh(String session) {
        String presented = known.get(session).toPresent();
        note(Line.asked(session, Operation.REFRESH, presented));
        Answer answer = server.device(tenant(session), name).refresh(presented);
        if (answer.status() == 401) {
            return false;
        }
        answer.expect(200);
        note(Line.answered(
                session,
                Operation.REFRESH,
                Map.of("refresh_token", answer.text("refresh_token"), "access_token", answer.text("access_token"))));
        return true;
    }

    void end(String session) {
        note(Line.asked(session, Operation.END, ""));
        JsonNode answer =
                backend(session).end(known.get(session).id()).expect(200).json();
        note(Line.answered(
                session,
                Operation.END,
                Map.of("seq", Long.toString(answer.path("seq").asLong()))));
    }

    private void note(Line line) {
        journal.write(line);
        Known.learn(known, line);
    }

    /// Asks the server about these sessions, goes on where an answer was lost, and compares with the journal.
    ///
    /// @param log numbers of the entries in the live log
    List<String> examine(Set<String> sessions, Set<Long> log) {
        known = known();
        for (String session : sessions) {
            if (known.get(session).created() == Progress.ASKED) {
                signInAs(session);
            }
            Known before = known.get(session);
            faults.addAll(find(before, log).faults(before));
        }
        List<String> found = List.copyOf(faults);
        faults.clear();
        return found;
    }

    private Found find(Known known, Set<Long> log) {
        Backend backend = backend(known.session());
        Answer shown = backend.session(known.id());
        boolean accessActive = backend.isActive(known.access());
        boolean refreshActive = backend.isActive(known.toPresent());
        boolean ended = shown.status() == 200 && endedAt(shown);
        boolean refreshed = refresh(known.session());
        return new Found(
                shown.status() == 200, ended, accessActive, refreshActive, refreshed, log.contains(known.endSeq()));
    }

    private static boolean endedAt(Answer shown) {
        JsonNode session = shown.json();
        return session.path("session").has("ended_at") || session.has("ended_at");
    }

    /// The entries of the live log, read from the feed's snapshot.
    static Set<Long> log(ServerProcess server) {
        URI feed = URI.create(server.uri() + "/feed?name=examiner&max_staleness_ms=2000&when_stale=reject");
        try (FeedReader reader = FeedReader.open(feed, server.rootKey(), "")) {
            return reader.await("a snapshot", event -> event.name().equals("snapshot")).entries().stream()
                    .map(entry -> entry.path("seq").asLong())
                    .collect(Collectors.toSet());
        }
    }

    private Backend backend(String session) {
        return server.backend().ofTenant(tenant(session));
    }

    private static String tenant(String session) {
        return session.substring(0, session.indexOf('/'));
    }

    @Override
    public void close() {
        journal.close();
    }
}
