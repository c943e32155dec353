package ripcord.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long after a backend *sends* the end of a session each of 100 verifiers in other processes refuses its access
/// token.
final class RevokeToRefusal {
    private static final int PROCESSES = 4;
    private static final int VERIFIERS = 25;
    private static final int ROUNDS = 200;
    /// Until the compilers of all five processes have what they need.
    private static final int WARMING = 300;

    private final ServerProcess server;
    private final Backend backend;

    RevokeToRefusal(ServerProcess server, Backend backend) {
        this.server = server;
        this.backend = backend;
    }

    String measure() throws IOException {
        try (var services = Services.start(PROCESSES, VERIFIERS, server, server)) {
            List<Long> delays = new ArrayList<>();
            for (int round = 0; round < WARMING + ROUNDS; round++) {
                List<Long> measured = round(services, round);
                if (round >= WARMING) {
                    delays.addAll(measured);
                }
            }
            return "%-34s %s   (%d refusals by %d verifiers in %d processes)"
                    .formatted(
                            "revoke sent to refusal",
                            Delays.of(delays),
                            delays.size(),
                            services.verifiers(),
                            services.processes());
        }
    }

    private List<Long> round(Services services, int round) throws IOException {
        try (var connection = Driver.connect(server.port())) {
            String signedIn = Backend.expect(201, connection.exchange(backend.signIn("revoked" + round, "native")));
            services.hold(Backend.field(signedIn, "access_token"));
            var end = backend.end(Backend.field(signedIn, "id"));
            long sent = System.nanoTime();
            Backend.expect(200, connection.exchange(end));
            return services.refusedAfter(sent);
        }
    }
}
