package ripcord.acceptance.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.history.StalenessRecord;
import ripcord.acceptance.history.StalenessRecord.Observation;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;

/// A service that embeds the verifier, asked about the load's tokens all the time.
final class Watch implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(2);

    /// What each does when its copy of the log is too old.
    static final List<String> MODES = List.of("reject", "introspect");

    private final int index;
    private final History history;
    private final Proxy link;
    private final ServiceProcess service;
    private final StalenessRecord record = new StalenessRecord(BOUND);
    private final List<Claim> claims = new ArrayList<>();

    /// What the verifier said of its own staleness.
    ///
    /// @param begun  when it was asked
    /// @param done   when it had answered
    /// @param claimed in nanoseconds
    record Claim(int verifier, long begun, long done, long claimed) {}

    private Watch(int index, History history, Proxy link, ServiceProcess service) {
        this.index = index;
        this.history = history;
        this.link = link;
        this.service = service;
    }

    /// Behind a proxy of its own, which leads to any node.
    static Watch start(int index, Installation in) {
        URI issuer = URI.create(in.front().uri() + "/t/" + Installation.TENANT);
        Proxy link = new Proxy(
                in.nodes().stream().map(node -> node.clients().uri().getPort()).toList());
        ServiceProcess service = ServiceProcess.start(new Settings(
                MODES.get(index) + "-" + index,
                link.uri(),
                List.of(issuer),
                issuer.toString(),
                in.node(0).server().rootKeyFile(),
                BOUND,
                MODES.get(index),
                Map.of()));
        return new Watch(index, in.history(), link, service);
    }

    void awaitFresh() {
        service.awaitFresh();
    }

    ServiceProcess service() {
        return service;
    }

    /// Asks about each of them, and about its freshness.
    void ask(List<Held> sessions, boolean counts) {
        List<Held.Tokens> tokens = sessions.stream().map(Held::tokens).toList();
        List<Checked> answers =
                service.checkAndProbe(tokens.stream().map(Held.Tokens::access).toList());
        for (int i = 0; i < sessions.size(); i++) {
            Checked answer = answers.get(i);
            int session = sessions.get(i).number();
            note(answer, history.endAcknowledged(session));
            history.add(new Asked(
                    Operation.VERIFY,
                    index,
                    session,
                    tokens.get(i).since(),
                    answer.begun(),
                    answer.done(),
                    outcome(answer),
                    counts,
                    answer.reason()));
        }
        note(answers.getLast(), OptionalLong.empty());
    }

    private static Outcome outcome(Checked answer) {
        if (answer.accepted()) {
            return Outcome.ACCEPTED;
        }
        return answer.reason().equals("STALE") ? Outcome.UNAVAILABLE : Outcome.REFUSED;
    }

    /// An end acknowledged after the answer was acknowledged after the question too: it is none for this one. What an
    /// answer of a node says about one token is not evidence that passed here in a feed.
    private void note(Checked answer, OptionalLong ended) {
        OptionalLong evidence = MODES.get(index).equals("reject")
                ? link.tap().freshestPossible(answer.done())
                : OptionalLong.of(answer.begun());
        record.add(new Observation(
                answer.begun(), answer.accepted(), answer.reason(), answer.staleness(), ended, evidence));
        answer.staleness().ifPresent(claimed -> claim(new Claim(index, answer.begun(), answer.done(), claimed)));
    }

    private synchronized void claim(Claim claim) {
        claims.add(claim);
    }

    synchronized List<Claim> claims() {
        return List.copyOf(claims);
    }

    /// What no sound verifier says.
    List<String> faults() {
        return record.faults().stream()
                .map(fault -> "verifier " + index + " " + fault)
                .toList();
    }

    /// Waits until it has fresh evidence of its own again.
    void awaitRecovered(Duration limit) {
        Await.until(limit, "verifier " + index + " is fresh", service::isFresh);
    }

    @Override
    public void close() {
        service.close();
        link.close();
    }
}
