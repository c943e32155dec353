package ripcord.server.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import ripcord.server.apikey.Right;
import ripcord.server.load.Answer;
import ripcord.server.load.Connection;
import ripcord.server.load.Load;
import ripcord.server.load.Pace;
import ripcord.server.load.Request;
import ripcord.server.load.Script;
import ripcord.server.load.Ticker;

/// The sessions that `ripcord bench` uses: its own, under a client of its own, so that one entry of the log ends them
/// all, and nobody else's.
final class BenchSessions {
    private static final int LIMITED = 429;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 10;
    /// Longer than a server goes on with what nobody waits for any more.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(6);
    private static final Set<String> PASSING =
            Set.of("rate_limited", "too_many_requests", "unavailable", BenchRequests.UNKNOWN);

    private final Server server;
    private final BenchRequests requests;
    private final World world;
    private final Ticker ticker;
    private final BooleanSupplier hurried;
    private boolean begun;

    /// @param hurried whether a server that does not answer is to be asked no more: the process won't wait long
    BenchSessions(Server server, BenchRequests requests, World world, Ticker ticker, BooleanSupplier hurried) {
        this.server = server;
        this.requests = requests;
        this.world = world;
        this.ticker = ticker;
        this.hurried = hurried;
    }

    /// Connects once, as the load will: where that cannot be, nothing is measured.
    ///
    /// @throws Failure if it cannot be
    void reach() {
        try {
            Connection.to(requests.to(), ticker).close();
        } catch (IOException e) {
            throw Refusals.of(e, server.url());
        }
    }

    /// Signs one in and ends it, so that what is not allowed is said before there is more to end.
    ///
    /// @throws Failure if either is refused
    void tryOut() {
        var sessions = Paths.tenant(requests.tenant(), "sessions");
        // Where no answer comes, it may have been made all the same.
        begun = true;
        Reply made;
        try {
            made = server.send(Ask.post(Right.SESSIONS_CREATE, sessions).json(requests.signInBody("session_token")));
            requests.signedIn();
        } catch (Failure e) {
            begun = e.code() == Failure.UNREACHABLE || e.reason().equals(BenchRequests.UNKNOWN);
            if (!begun) {
                requests.signedIn();
            }
            throw e;
        }
        try {
            end();
        } catch (Failure refused) {
            endOne(made.doc().text("session", "id"));
            throw refused;
        }
        // Whatever comes next may sign somebody in.
        begun = true;
    }

    /// Who may not end all at once may perhaps end one.
    private void endOne(String session) {
        try {
            server.send(Ask.delete(Right.SESSIONS_END, Paths.tenant(requests.tenant(), "sessions", session)));
            begun = false;
        } catch (Failure e) {
            // What is said is why the first way was refused.
        }
    }

    /// Signs so many in, and gives their credentials.
    ///
    /// @param enough whether to end before
    /// @return fewer if it was enough before
    /// @throws Failure if the server refuses, other than for a limit's sake, or goes away
    List<String> signIn(int sessions, int connections, String credential, BooleanSupplier enough) {
        begun = true;
        var all = new All(sessions, credential);
        int at = Math.min(connections, sessions);
        var plan = new Load.Plan(at, new Pace.AsAnswered(), Duration.ZERO, LONGEST);
        try (var bar = new Bar(world)) {
            var outcome = new Load(requests.to(), plan, ticker)
                    .run(i -> all.new One(sessions * (i + 1) / at - sessions * i / at), new Load.Watcher() {
                        @Override
                        public void at(Duration elapsed, long counted) {
                            bar.show("signing in", all.credentials.size(), sessions, "sessions");
                        }

                        @Override
                        public boolean isEnough() {
                            return enough.getAsBoolean() || all.refusal.get() != null;
                        }
                    });
            outcome.lost().ifPresent(why -> {
                throw Failure.unreachable(server.url() + " cannot be reached any more: " + Plain.message(why));
            });
        }
        all.requireDone(enough);
        return List.copyOf(all.credentials);
    }

    /// Ends all of them, if there may be any, and once more if a sign-in without an answer may have come after that.
    ///
    /// @throws Failure if the server refuses or is not there
    void end() {
        boolean again = begun && requests.isAnySignInOpen();
        endThose();
        if (again) {
            pause(LONGEST_ANSWER, Failure.failed("interrupted while sign-ins without an answer were waited for"));
            begun = true;
            endThose();
        }
    }

    /// The load may have used up what a tenant is allowed, or the server be gone for a moment: a little later it is
    /// asked again.
    private void endThose() {
        for (int attempt = 1; begun; attempt++) {
            try {
                endAll();
                begun = false;
            } catch (Failure e) {
                if (attempt == ATTEMPTS || !mayHelpToAskAgain(e)) {
                    throw e;
                }
                pause(LATER, e);
            }
        }
    }

    /// It was no answer, or none about what was asked.
    private boolean mayHelpToAskAgain(Failure failure) {
        boolean unreachable = failure.code() == Failure.UNREACHABLE;
        return unreachable ? !hurried.getAsBoolean() : PASSING.contains(failure.reason());
    }

    private void pause(Duration duration, Failure otherwise) {
        try {
            world.pause().of(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw otherwise;
        }
    }

    private void endAll() {
        var body = Map.of(
                "target_type", "client", "target", requests.client(), "reason", "ripcord bench is done with them");
        server.send(Ask.post(Right.REVOKE, Paths.tenant(requests.tenant(), "revocations"))
                .json(body));
    }

    /// Sign-ins over several connections, until there are enough sessions.
    private final class All {
        private final int wanted;
        private final String credential;
        private final ConcurrentLinkedQueue<String> credentials = new ConcurrentLinkedQueue<>();
        private final AtomicReference<@Nullable Answer> refusal = new AtomicReference<>();

        private All(int wanted, String credential) {
            this.wanted = wanted;
            this.credential = credential;
        }

        private void requireDone(BooleanSupplier enough) {
            var refused = refusal.get();
            if (refused != null) {
                throw Failure.failed(
                        "the server refused a sign-in: " + refused.status() + " " + BenchRequests.code(refused));
            }
            if (credentials.size() < wanted && !enough.getAsBoolean()) {
                throw Failure.failed("only " + credentials.size() + " of " + wanted + " sessions could be signed in"
                        + " (expected: all within " + Times.rough(LONGEST) + "; is the tenant limited?)");
            }
        }

        /// What one connection does of it. What a limit refuses, or nobody answers, is asked again a little later.
        private final class One implements Script {
            private int owed;
            private boolean waits;

            private One(int owed) {
                this.owed = owed;
            }

            @Override
            public boolean isOver() {
                return owed == 0 || requests.isAtItsBound();
            }

            @Override
            public Optional<Answer> prepare(Connection connection) {
                if (waits) {
                    try {
                        world.pause().of(AGAIN);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return Optional.empty();
            }

            @Override
            public Request next() {
                return requests.signIn(credential);
            }

            @Override
            public void answered(Answer answer) {
                requests.signedIn(answer);
                waits = answer.status() == LIMITED;
                if (answer.isOk()) {
                    owed--;
                    BenchScripts.field(answer, credential).ifPresent(credentials::add);
                } else if (!waits) {
                    refusal.compareAndSet(null, answer);
                }
            }

            @Override
            public void unanswered() {
                waits = true;
            }
        }
    }
}
