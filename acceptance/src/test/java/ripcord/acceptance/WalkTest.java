package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;

/// The whole of Ripcord once, in four processes: signed in, verified without a call, ended, refused.
@ResourceLock(Lanes.PATIENT)
class WalkTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final int CALLS = 200;

    @TempDir
    private Path folder;

    @Test
    void signedInVerifiedWithoutACallEndedRefused() {
        try (ServerProcess server = ServerProcess.start(folder);
                Proxy toServer = new Proxy(server.port());
                ServiceProcess orders = service(server, "orders", toServer);
                ServiceProcess billing = service(server, "billing", toServer)) {
            List<ServiceProcess> services = List.of(orders, billing);
            walk(server, services, toServer);

            SignedIn before = server.backend().signIn("bob", Backend.NATIVE);
            SignedIn ended = server.backend().signIn("carol", Backend.NATIVE);
            server.backend().end(ended.sessionId()).expect(200);
            server.restart();
            services.forEach(ServiceProcess::awaitFresh);

            assertThat(services).allSatisfy(service -> {
                assertThat(service.call(before.accessToken()).status()).isEqualTo(200);
                assertThat(service.check(ended.accessToken()).isRefused("REVOKED"))
                        .isTrue();
            });
            assertThat(server.backend().isActive(before.refreshToken())).isTrue();
            assertThat(server.backend().isActive(ended.refreshToken())).isFalse();
            walk(server, services, toServer);
        }
    }

    private static ServiceProcess service(ServerProcess server, String name, Proxy toServer) {
        return ServiceProcess.start(
                        Settings.of(server, name, ServerProcess.TENANT).through(toServer.uri()))
                .awaitFresh();
    }

    private static void walk(ServerProcess server, List<ServiceProcess> services, Proxy toServer) {
        SignedIn alice = server.backend().signIn("alice", Backend.BROWSER);
        services.forEach(service -> service.call(alice.accessToken()).expect(200));

        assertThatNothingIsAskedWhile(toServer, () -> {
            for (int i = 0; i < CALLS; i++) {
                services.forEach(service -> service.call(alice.accessToken()).expect(200));
            }
        });

        server.backend().end(alice.sessionId()).expect(200);
        services.forEach(service -> assertThatItIsRefusedWithinTheBound(service, alice));
        assertThat(server.backend().isActive(alice.accessToken())).isFalse();
        assertThat(server.backend().isActive(alice.sessionToken())).isFalse();
    }

    /// Except for what each verifier says to the feed whoever calls: its report every ten seconds, the keys it holds,
    /// and a new stream in place of one that was lost with a server.
    private static void assertThatNothingIsAskedWhile(Proxy toServer, Runnable calls) {
        int before = toServer.requests().size();
        calls.run();
        List<String> asked = toServer.requests();
        assertThat(asked.subList(before, asked.size()))
                .hasSizeLessThan(CALLS / 10)
                .allMatch(request -> request.contains(" /t/" + ServerProcess.TENANT + "/feed"));
    }

    /// Nothing is excused: a check that begins later than the bound after the end must refuse, however slow all else
    /// is.
    private static void assertThatItIsRefusedWithinTheBound(ServiceProcess service, SignedIn ended) {
        long acknowledged = System.nanoTime();
        Checked refused = Await.value(Duration.ofSeconds(20), "the end reaches the service", () -> {
            Checked answer = service.check(ended.accessToken());
            assertThat(answer.accepted() && answer.begun() - acknowledged > BOUND.toNanos())
                    .as("accepted past the bound: %s", answer)
                    .isFalse();
            return Optional.of(answer).filter(one -> !one.accepted());
        });
        assertThat(refused.reason()).isIn("REVOKED", "STALE");
        service.awaitFresh();
        assertThat(service.check(ended.accessToken()).isRefused("REVOKED")).isTrue();
        assertThat(service.call(ended.accessToken()).status()).isEqualTo(401);
    }
}
