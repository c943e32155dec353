package ripcord.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ripcord.server.load.Connection;
import ripcord.server.load.Request;

/// How long after a backend *sends* the end of a session to one server it is refused by way of another one: by
/// verifiers that follow it, and by itself, which has the session in memory when it is shown the cookie.
final class AcrossServers {
    private static final int PROCESSES = 2;
    private static final int VERIFIERS = 10;
    private static final int WARMING = 150;
    private static final int ROUNDS = 300;
    private static final long LONGEST_ROUND_NANOS = TimeUnit.SECONDS.toNanos(10);
    /// How exact the cookie's delay is.
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ServerProcess revoking;
    private final ServerProcess other;
    private final Backend backend;
    private final Duration longest;

    /// @param revoking the first one on the store
    /// @param longest  for warming up, and for measuring: fewer rounds on a busy machine
    AcrossServers(ServerProcess revoking, ServerProcess other, Duration longest) throws IOException {
        this.revoking = revoking;
        this.other = other;
        this.backend = new Backend(revoking.port(), revoking.rootKey());
        this.longest = longest;
    }

    /// What came of it.
    ///
    /// @param verifiers    until each verifier refused the access token
    /// @param cookies      until the other server refused the cookie
    /// @param acknowledged until the end was answered
    /// @param unsure       how many verifiers were stale meanwhile
    record Result(Delays verifiers, Delays cookies, Delays acknowledged, int unsure) {
        List<String> lines(String name) {
            return List.of(
                    line(name + ", verifiers of the other", verifiers),
                    line(name + ", cookie at the other", cookies),
                    line(name + ", acknowledged", acknowledged)
                            + (unsure > 0 ? "   (" + unsure + " verifiers were stale, and are left out)" : ""));
        }

        private static String line(String name, Delays delays) {
            return String.format(
                    Locale.ROOT,
                    "%-52s %s   (%d; load average %.1f)",
                    name,
                    delays,
                    delays.sorted().size(),
                    Progress.average());
        }
    }

    Result measure() throws IOException {
        try (var services = Services.start(PROCESSES, VERIFIERS, other, revoking);
                var revokes = Driver.connect(revoking.port());
                var looks = Driver.connect(other.port())) {
            var warming = new Rounds(services, revokes, looks);
            warming.run(WARMING);
            int before = services.unsure();
            var measured = new Rounds(services, revokes, looks);
            measured.run(ROUNDS);
            return new Result(
                    Delays.of(measured.verifiers),
                    Delays.of(measured.cookies),
                    Delays.of(measured.acknowledged),
                    services.unsure() - before);
        }
    }

    private final class Rounds {
        private final Services services;
        private final Connection revokes;
        private final Connection looks;
        private final List<Long> verifiers = new ArrayList<>();
        private final List<Long> cookies = new ArrayList<>();
        private final List<Long> acknowledged = new ArrayList<>();

        Rounds(Services services, Connection revokes, Connection looks) {
            this.services = services;
            this.revokes = revokes;
            this.looks = looks;
        }

        void run(int most) throws IOException {
            long until = System.nanoTime() + longest.toNanos();
            for (int round = 0; round < most && System.nanoTime() - until < 0; round++) {
                one(round);
            }
        }

        private void one(int round) throws IOException {
            String signedIn = Backend.expect(201, revokes.exchange(backend.signInWithBoth("revoked" + round)));
            services.hold(Backend.field(signedIn, "access_token"));
            var look = backend.session(Backend.field(signedIn, "session_token"));
            Backend.expect(200, looks.exchange(look));
            var end = backend.end(Backend.field(signedIn, "id"));
            long sent = System.nanoTime();
            var cookie = CompletableFuture.supplyAsync(() -> refusedAfter(look, sent));
            Backend.expect(200, revokes.exchange(end));
            acknowledged.add(System.nanoTime() - sent);
            verifiers.addAll(services.refusedAfter(sent));
            cookies.add(cookie.join());
        }

        private long refusedAfter(Request look, long sent) {
            try {
                int status = looks.exchange(look).status();
                while (status == 200 && System.nanoTime() - sent < LONGEST_ROUND_NANOS) {
                    LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
                    status = looks.exchange(look).status();
                }
                if (status != 401) {
                    throw new IllegalStateException(status + " after the end (expected: 401)");
                }
                return System.nanoTime() - sent;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
