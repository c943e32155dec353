package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Confirmation;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.network.Proxy;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;
import ripcord.acceptance.process.StallMeter;

/// An end that waits says the truth about every verifier, whatever has become of it. Each test has a tenant of its
/// own on one server, so that it sees its own verifiers only. A name can come more than once: a verifier that replaces
/// its stream has two for a moment.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Lanes.PATIENT)
class ConfirmationTest {
    /// The verifiers' bound.
    private static final Duration BOUND = Duration.ofSeconds(2);
    /// For the server to notice and to answer, besides the bound itself and the machine's own stalls.
    private static final Duration SLACK = Duration.ofMillis(500);

    private static final String WAIT = "PT15S";

    private final StallMeter stalls = new StallMeter();
    private ServerProcess server;
    private Backend backend;
    private int tenants;

    @BeforeAll
    void startServer(@TempDir Path folder) {
        server = ServerProcess.start(folder);
    }

    @BeforeEach
    void createTenant() {
        backend = server.backend().ofTenant("tenant-" + tenants++);
        backend.createTenant();
    }

    @AfterAll
    void stopServer() {
        server.close();
        stalls.close();
    }

    @Test
    void allThatAreConnectedConfirm() {
        try (ServiceProcess orders = start("orders");
                ServiceProcess first = start("billing");
                ServiceProcess second = start("billing")) {
            SignedIn alice = signIn();

            Confirmation confirmation = end(alice);

            assertThat(confirmation.confirmed())
                    .containsOnly("billing", "orders")
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(confirmation.complete()).isTrue();
            // Not a bound on time: whoever confirmed refuses from now on, with no wait of ours in between.
            for (ServiceProcess service : new ServiceProcess[] {orders, first, second}) {
                assertThat(service.check(alice.accessToken()).isRefused("REVOKED"))
                        .isTrue();
            }
        }
    }

    @Test
    void nobodyIsThere() {
        Confirmation confirmation = end(signIn());

        assertThat(confirmation.complete()).isTrue();
        assertThat(confirmation.confirmed()).isEmpty();
    }

    @Test
    void aFrozenSubscriberExpiresWithinItsBoundAndNeverAcceptsAgain() {
        try (ServiceProcess awake = start("awake");
                ServiceProcess frozen = start("frozen")) {
            SignedIn alice = signIn();
            frozen.call(alice.accessToken()).expect(200);
            frozen.freeze();

            Confirmation confirmation = endWithinTheBound(alice);

            assertThat(confirmation.confirmed()).containsOnly("awake");
            assertThat(confirmation.expired()).containsOnly("frozen");
            assertThat(awake.check(alice.accessToken()).isRefused("REVOKED")).isTrue();
            frozen.thaw();
            assertThat(frozen.check(alice.accessToken()).accepted()).isFalse();
        }
    }

    @Test
    void aFrozenSubscriberThatMayAcceptLongerIsMissing() {
        try (ServiceProcess frozen = start(settings("frozen").whenStale("accept:PT60S"))) {
            frozen.freeze();

            Confirmation confirmation = Confirmation.of(backend.endConfirmed(signIn().sessionId(), "PT1S"));

            assertThat(confirmation.complete()).isFalse();
            assertThat(confirmation.missing()).containsOnly("frozen");
            assertThat(confirmation.expired()).isEmpty();
        }
    }

    @Test
    void aSubscriberBehindADeadLinkExpiresWithinItsBound() {
        try (Proxy link = new Proxy(server.port());
                ServiceProcess cutOff = start(settings("cut-off").through(link.uri()))) {
            SignedIn alice = signIn();
            cutOff.call(alice.accessToken()).expect(200);
            link.swallow();

            Confirmation confirmation = endWithinTheBound(alice);

            assertThat(confirmation.expired()).containsOnly("cut-off");
            assertThat(cutOff.check(alice.accessToken()).accepted()).isFalse();
        }
    }

    @Test
    void aSubscriberWhoseConnectionBreaksExpiresWithinItsBound() {
        try (Proxy link = new Proxy(server.port());
                ServiceProcess cutOff = start(settings("cut-off").through(link.uri()))) {
            SignedIn alice = signIn();
            cutOff.call(alice.accessToken()).expect(200);
            link.cut();

            Confirmation confirmation = endWithinTheBound(alice);

            assertThat(confirmation.expired()).containsOnly("cut-off");
            assertThat(cutOff.check(alice.accessToken()).accepted()).isFalse();
            link.pass();
            cutOff.awaitFresh();
            assertThat(cutOff.check(alice.accessToken()).isRefused("REVOKED")).isTrue();
        }
    }

    @Test
    void aKilledSubscriberExpiresWithinItsBound() {
        try (ServiceProcess killed = start("killed")) {
            killed.kill();

            Confirmation confirmation = endWithinTheBound(signIn());

            assertThat(confirmation.expired()).containsOnly("killed");
        }
    }

    @Test
    void aSubscriberThatLeftIsNotWaitedFor() {
        try (ServiceProcess leaving = start("leaving")) {
            leaving.leave();

            Confirmation confirmation = end(signIn());

            assertThat(confirmation.complete()).isTrue();
            assertThat(confirmation.expired()).isEmpty();
            assertThat(confirmation.confirmed()).isEmpty();
        }
    }

    @Test
    void subscriptionsSurviveARestart() {
        try (Proxy link = new Proxy(server.port());
                ServiceProcess connected = start("connected");
                ServiceProcess cutOff =
                        start(settings("cut-off").through(link.uri()).whenStale("accept:PT60S"))) {
            SignedIn alice = signIn();
            cutOff.call(alice.accessToken()).expect(200);
            link.cut();

            server.restart();
            // Its copy may have been fresh enough all the time: that it is back is another thing.
            Await.until(Duration.ofSeconds(20), "the verifier is back", () -> isConnected("connected"));
            connected.awaitFresh();
            Confirmation confirmation = Confirmation.of(backend.endConfirmed(alice.sessionId(), "PT5S"));

            assertThat(confirmation.confirmed()).containsOnly("connected");
            assertThat(confirmation.missing()).containsOnly("cut-off");
            assertThat(confirmation.complete()).isFalse();
            Checked accepted = cutOff.check(alice.accessToken());
            assertThat(accepted.accepted())
                    .as("why it had to be called missing: %s", accepted)
                    .isTrue();
        }
    }

    private boolean isConnected(String name) {
        return backend.verifiers()
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .anyMatch(verifier -> verifier.path("name").asString("").equals(name)
                        && verifier.path("connected").asBoolean(false));
    }

    private Settings settings(String name) {
        return Settings.of(server, name, backend.tenant()).maxStaleness(BOUND);
    }

    private ServiceProcess start(String name) {
        return start(settings(name));
    }

    private static ServiceProcess start(Settings settings) {
        return ServiceProcess.start(settings).awaitFresh();
    }

    private SignedIn signIn() {
        return backend.signIn("alice", Backend.NATIVE);
    }

    private Confirmation end(SignedIn signedIn) {
        return Confirmation.of(backend.endConfirmed(signedIn.sessionId(), WAIT));
    }

    /// Whoever crashed or was cut off: the bound after the end, everybody has confirmed or cannot accept any more.
    private Confirmation endWithinTheBound(SignedIn signedIn) {
        long asked = System.nanoTime();
        Confirmation confirmation = end(signedIn);
        Duration excused = stalls.between(asked, System.nanoTime());
        assertThat(confirmation.complete()).isTrue();
        assertThat(confirmation.missing()).isEmpty();
        assertThat(confirmation.took()).isLessThan(BOUND.plus(SLACK).plus(excused));
        return confirmation;
    }
}
