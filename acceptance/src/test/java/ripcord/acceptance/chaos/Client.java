package ripcord.acceptance.chaos;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.history.Presentation;
import ripcord.server.spec.ContractViolation;

/// Asks one node one thing, once, and records what came of it.
final class Client {
    private static final List<String> CREDENTIALS = List.of("session_token", "refresh_token", "access_token");

    private final Installation in;
    private final History history;
    private final String rootKey;

    Client(Installation in) {
        this.in = in;
        this.history = in.history();
        this.rootKey = in.rootKey();
    }

    /// What came back for one question.
    private record Reply(Optional<Answer> answer, Outcome outcome, String detail) {}

    private Reply ask(HttpRequest request, Function<Answer, Outcome> meaning) {
        try {
            return reply(in.http().send(request), meaning);
        } catch (LostAnswerException e) {
            return new Reply(Optional.empty(), Outcome.LOST, String.valueOf(e.getCause()));
        } catch (ContractViolation e) {
            return new Reply(Optional.empty(), Outcome.WRONG, String.valueOf(e.getMessage()));
        }
    }

    private static Reply reply(Answer answer, Function<Answer, Outcome> meaning) {
        Outcome outcome = switch (answer.status()) {
            case 429 -> Outcome.UNAVAILABLE;
            case 503 -> answer.code().equals("outcome_unknown") ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
            default -> meaning.apply(answer);
        };
        String detail = outcome == Outcome.ACCEPTED
                ? answer.headers().firstValue("Ripcord-Degraded").orElse("")
                : answer.status() + " " + answer.code();
        return new Reply(Optional.of(answer), outcome, detail);
    }

    private static Outcome by(Answer answer, int accepted, List<Integer> refused) {
        if (answer.status() == accepted) {
            return Outcome.ACCEPTED;
        }
        return refused.contains(answer.status()) ? Outcome.REFUSED : Outcome.WRONG;
    }

    private void record(
            Operation operation, Node node, int session, long since, long begun, Reply reply, boolean counts) {
        long done = System.nanoTime();
        history.add(new Asked(
                operation, node.index(), session, since, begun, done, reply.outcome(), counts, reply.detail()));
    }

    Optional<Held> signIn(Node node, int number) {
        HttpRequest request = Call.to(node.uri(), "/admin/v1/tenants/" + Installation.TENANT + "/sessions")
                .bearer(rootKey)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(Map.of(
                        "subject",
                        "subject " + number,
                        "client_kind",
                        Backend.BROWSER,
                        "amr",
                        List.of("pwd"),
                        "credentials",
                        CREDENTIALS));
        long begun = System.nanoTime();
        Reply reply = ask(request, answer -> by(answer, 201, List.of()));
        record(Operation.SIGN_IN, node, number, begun, begun, reply, true);
        return reply.outcome() == Outcome.ACCEPTED
                ? reply.answer()
                        .map(answer -> new Held(number, new SignedIn(answer.json()), Installation.TENANT, begun))
                : Optional.empty();
    }

    Outcome check(Node node, Held held, boolean counts) {
        HttpRequest request = Call.to(node.uri(), "/t/" + Installation.TENANT + "/auth/session")
                .header("Cookie", held.cookie())
                .header("Sec-Fetch-Site", "same-origin")
                .header("User-Agent", held.party())
                .get();
        long begun = System.nanoTime();
        Reply reply = ask(request, answer -> by(answer, 200, List.of(401)));
        record(Operation.CHECK, node, held.number(), begun, begun, reply, counts);
        return reply.outcome();
    }

    Outcome introspect(Node node, Held held, boolean counts) {
        Held.Tokens shown = held.tokens();
        HttpRequest request = Call.to(node.uri(), "/t/" + Installation.TENANT + "/oauth/introspect")
                .bearer(rootKey)
                .postForm(Map.of("token", shown.access()));
        long begun = System.nanoTime();
        Reply reply = ask(request, answer -> {
            Outcome outcome = by(answer, 200, List.of());
            boolean inactive =
                    outcome == Outcome.ACCEPTED && !answer.json().path("active").asBoolean();
            return inactive ? Outcome.REFUSED : outcome;
        });
        record(Operation.INTROSPECT, node, held.number(), shown.since(), begun, reply, counts);
        return reply.outcome();
    }

    /// For one at a time: see [Held#take].
    Outcome refresh(Node node, Held held, boolean counts) {
        String token = held.tokens().refresh();
        HttpRequest request = Call.to(node.uri(), "/t/" + Installation.TENANT + "/auth/refresh")
                .header("User-Agent", held.party())
                .post(Map.of("refresh_token", token));
        long begun = System.nanoTime();
        Reply reply = ask(request, answer -> by(answer, 200, List.of(401)));
        remember(held, token, begun, reply);
        record(Operation.REFRESH, node, held.number(), begun, begun, reply, counts);
        return reply.outcome();
    }

    private static void remember(Held held, String token, long begun, Reply reply) {
        int generation = Presentation.generationOf(token);
        switch (reply.outcome()) {
            case ACCEPTED -> {
                Answer answer = reply.answer().orElseThrow();
                String next = answer.text("refresh_token");
                held.received(new Held.Tokens(next, answer.text("access_token"), begun));
                held.presented(new Presentation(
                        held.party(),
                        generation,
                        begun,
                        System.nanoTime(),
                        new Presentation.Outcome.Granted(Presentation.generationOf(next))));
            }
            case REFUSED ->
                held.presented(new Presentation(
                        held.party(), generation, begun, System.nanoTime(), new Presentation.Outcome.SignedOut()));
            case UNKNOWN, LOST, WRONG ->
                held.presented(new Presentation(
                        held.party(), generation, begun, Long.MAX_VALUE, new Presentation.Outcome.Lost()));
            case UNAVAILABLE -> {
                // says that nothing was done, and is held to it
            }
        }
    }

    /// For one at a time: see [Held#take].
    Outcome end(Node node, Held held) {
        HttpRequest request = Call.to(node.uri(), "/admin/v1/tenants/" + Installation.TENANT + "/sessions/" + held.id())
                .bearer(rootKey)
                .delete();
        held.become(Held.State.ENDING);
        long begun = System.nanoTime();
        history.endAsked(held.number(), begun);
        Reply reply = ask(request, answer -> by(answer, 200, List.of(404)));
        record(Operation.END, node, held.number(), begun, begun, reply, true);
        if (reply.outcome() == Outcome.ACCEPTED) {
            held.become(Held.State.ENDED);
        }
        return reply.outcome();
    }
}
