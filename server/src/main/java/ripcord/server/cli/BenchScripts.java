package ripcord.server.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ripcord.server.load.Answer;
import ripcord.server.load.Connection;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// What each connection asks, for each kind of request.
final class BenchScripts {
    private final BenchRequests requests;
    private final int connections;

    BenchScripts(BenchRequests requests, int connections) {
        this.requests = requests;
        this.connections = connections;
    }

    /// @param credentials of the sessions, if the kind needs any
    Script.Scripts of(BenchKind kind, List<String> credentials) {
        return switch (kind) {
            case SESSION -> inTurn(credentials.stream().map(requests::session).toList());
            case INTROSPECT ->
                introspecting(credentials.stream().map(requests::introspect).toList());
            case JWKS -> inTurn(List.of(requests.jwks()));
            case REFRESH -> connection -> new Refreshing(own(credentials, connection));
            case SIGN_IN -> _ -> new SigningIn();
            case REVOKE -> _ -> new Revoking();
        };
    }

    /// Each connection begins at another place.
    private Script.Scripts inTurn(List<Request> all) {
        return connection -> new InTurn(all, begin(all, connection));
    }

    private Script.Scripts introspecting(List<Request> all) {
        return connection -> new Introspecting(all, begin(all, connection));
    }

    private int begin(List<Request> all, int connection) {
        return (int) ((long) connection * all.size() / connections);
    }

    /// A refresh token is one connection's alone.
    private List<String> own(List<String> credentials, int connection) {
        long from = (long) connection * credentials.size() / connections;
        long to = (long) (connection + 1) * credentials.size() / connections;
        return credentials.subList((int) from, (int) to);
    }

    private abstract static class Asking implements Script {
        @Override
        public final String code(Answer refusal) {
            return BenchRequests.code(refusal);
        }
    }

    private static class InTurn extends Asking {
        private final List<Request> all;
        private int at;

        private InTurn(List<Request> all, int at) {
            this.all = all;
            this.at = at;
        }

        @Override
        public Request next() {
            at = (at + 1) % all.size();
            return all.get(at);
        }
    }

    /// That a token is good for nothing is said in an answer that is no refusal, and sooner than what a good one is
    /// for.
    private static final class Introspecting extends InTurn {
        private Introspecting(List<Request> all, int at) {
            super(all, at);
        }

        @Override
        public String wrong(Answer answer) {
            return answer.text().contains("\"active\":true") ? "" : "inactive";
        }
    }

    /// One token after the other, each followed by its successor. One whose successor may be there, and did
    /// not arrive, is left alone: asked with much later, where a policy lets nothing be recovered, it would be
    /// taken for a stolen one.
    private final class Refreshing extends Asking {
        private final List<String> tokens;
        private int at;
        private boolean repeated;

        private Refreshing(List<String> tokens) {
            this.tokens = new ArrayList<>(tokens);
        }

        @Override
        public boolean isOver() {
            return tokens.isEmpty();
        }

        @Override
        public Request next() {
            at = (at + 1) % tokens.size();
            return requests.refresh(tokens.get(at));
        }

        @Override
        public void answered(Answer answer) {
            if (answer.isOk()) {
                field(answer, "refresh_token").ifPresentOrElse(this::got, this::unanswered);
            } else if (code(answer).equals(BenchRequests.UNKNOWN)) {
                unanswered();
            }
        }

        private void got(String token) {
            repeated = token.equals(tokens.set(at, token));
        }

        @Override
        public boolean isRepeated() {
            return repeated;
        }

        @Override
        public void unanswered() {
            repeated = false;
            tokens.remove(at);
        }
    }

    private final class SigningIn extends Asking {
        @Override
        public boolean isOver() {
            return requests.isAtItsBound();
        }

        @Override
        public Request next() {
            return requests.signIn("session_token");
        }

        @Override
        public void answered(Answer answer) {
            requests.signedIn(answer);
        }
    }

    /// Ends sessions that it signs in for that; signing in is not measured.
    private final class Revoking extends Asking {
        private String session = "";

        @Override
        public boolean isOver() {
            return session.isEmpty() && requests.isAtItsBound();
        }

        @Override
        public Optional<Answer> prepare(Connection connection) throws IOException {
            if (session.isEmpty()) {
                var made = connection.exchange(requests.signIn("session_token"));
                requests.signedIn(made);
                if (!made.isOk()) {
                    return Optional.of(made);
                }
                session = field(made, "session", "id").orElse("");
            }
            return Optional.empty();
        }

        @Override
        public Request next() {
            return requests.end(session);
        }

        @Override
        public void answered(Answer answer) {
            session = "";
        }
    }

    /// A member of an answer.
    static Optional<String> field(Answer answer, String... names) {
        return Doc.read(answer.text()).map(doc -> doc.text(names)).filter(text -> !text.isEmpty());
    }
}
