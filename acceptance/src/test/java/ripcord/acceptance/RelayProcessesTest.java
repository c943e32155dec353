package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Confirmation;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.CommandProcess;
import ripcord.acceptance.process.RelayProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.StallMeter;

/// Relays as an operator runs them: processes of the command line, with services behind them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Lanes.PATIENT)
class RelayProcessesTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    /// For the server to notice and to answer, besides the bound itself and the machine's own stalls.
    private static final Duration SLACK = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WRONG = 2;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;

    private final StallMeter stalls = new StallMeter();
    private RelayChain chain;

    @BeforeAll
    void start(@TempDir Path folder) {
        chain = new RelayChain(folder, BOUND);
    }

    @AfterAll
    void stop() {
        chain.close();
        stalls.close();
    }

    private SignedIn signIn() {
        return chain.backend().signIn("alice", Backend.NATIVE);
    }

    @Test
    void aRevocationThatIsWaitedForIsConfirmedByAllBehind() {
        try (ServiceProcess near = chain.service("near", chain.first.uri(), BOUND);
                ServiceProcess far = chain.service("far", chain.second.uri(), BOUND);
                ServiceProcess further = chain.service("further", chain.second.uri(), BOUND)) {
            SignedIn alice = signIn();
            near.call(alice.accessToken()).expect(200);
            far.call(alice.accessToken()).expect(200);

            String printed = chain.run(
                    "revoke", "--tenant=default", "--session=" + alice.sessionId(), "--reason=test", "--wait=20s");

            // A verifier that replaces its stream has two for a moment.
            assertThat(printed).containsPattern("confirmed by \\d verifiers? \\(first(, first)?\\) in \\d+ ms");
            assertThat(printed).containsPattern("behind first: [3-6] confirmed, 0 cannot accept any more, 0 missing");
            for (ServiceProcess service : new ServiceProcess[] {near, far, further}) {
                assertThat(service.check(alice.accessToken()).isRefused("REVOKED"))
                        .isTrue();
            }
        }
    }

    @Test
    void aRelayThatIsKilledIsWaitedForUntilNobodyBehindItAccepts() {
        try (ServiceProcess near = chain.service("near", chain.first.uri(), BOUND);
                ServiceProcess far = chain.service("far", chain.second.uri(), BOUND)) {
            SignedIn alice = signIn();
            far.call(alice.accessToken()).expect(200);
            chain.second.kill();

            Confirmation confirmation = end(alice);

            assertThat(confirmation.complete()).isTrue();
            assertThat(far.check(alice.accessToken()).accepted()).isFalse();
            assertThat(near.check(alice.accessToken()).isRefused("REVOKED")).isTrue();
            chain.second.launchAgain();
            chain.second.awaitReady();
            far.awaitFresh();
            assertThat(far.check(alice.accessToken()).isRefused("REVOKED")).isTrue();
        }
    }

    @Test
    void aFrozenRelayIsWaitedForUntilNobodyBehindItAccepts() {
        try (ServiceProcess far = chain.service("far", chain.second.uri(), BOUND)) {
            SignedIn alice = signIn();
            far.call(alice.accessToken()).expect(200);
            chain.first.freeze();

            Confirmation confirmation = end(alice);

            assertThat(confirmation.complete()).isTrue();
            assertThat(confirmation.expired()).containsOnly("first");
            assertThat(far.check(alice.accessToken()).accepted()).isFalse();
            chain.first.thaw();
            assertThat(far.check(alice.accessToken()).accepted()).isFalse();
            far.awaitFresh();
            assertThat(far.check(alice.accessToken()).isRefused("REVOKED")).isTrue();
        }
    }

    /// Whatever has become of relays: two bounds after the end, nobody is missing.
    private Confirmation end(SignedIn signedIn) {
        long asked = System.nanoTime();
        Confirmation confirmation = Confirmation.of(chain.backend().endConfirmed(signedIn.sessionId(), "PT20S"));
        Duration excused = stalls.between(asked, System.nanoTime());
        assertThat(confirmation.took()).isLessThan(BOUND.plus(SLACK).plus(excused));
        return confirmation;
    }

    @Test
    void aSignalEndsARelayWithOneLine() {
        RelayProcess.Settings settings = chain.first.settings("signalled");
        try (RelayProcess relay = RelayProcess.start(settings, chain.folder())) {
            int interrupted = relay.interrupt();
            relay.launchAgain();
            relay.awaitReady();
            int terminated = relay.stop();

            assertThat(interrupted).isEqualTo(INTERRUPTED);
            assertThat(terminated).isEqualTo(TERMINATED);
            assertThat(relay.printed().lines().filter(line -> line.contains("server stopping")))
                    .as(relay.printed())
                    .hasSize(2);
            assertThat(relay.printed()).doesNotContain("Exception", "ERROR", "WARN");
        }
    }

    @Test
    void aRelayThatBeginsAnewLetsInWhomItLetInWhileTheFileOfKeysIsBroken() throws IOException {
        Path folder = Files.createDirectory(chain.folder().resolve("anew"));
        Path keys = Files.copy(chain.first.settings("").keysFile(), folder.resolve("relay.keys"));
        Path shown = Files.copy(chain.first.settings("").shown(), folder.resolve("anew.key"));
        RelayProcess.Settings settings = new RelayProcess.Settings("anew", chain.server.uri(), shown, keys, BOUND);
        try (RelayProcess relay = RelayProcess.start(settings, folder);
                ServiceProcess behind = chain.service("behind", relay.uri(), BOUND)) {
            Files.writeString(keys, "this is no key\n");
            String said = "keys not read again, those of before are good";
            Await.until(PATIENCE, "the file is looked at", () -> relay.printed().contains(said));
            Files.writeString(shown, chain.server.rootKey());
            Await.until(PATIENCE, "it begins anew", () -> relay.printed().contains("relay begins anew"));
            relay.awaitReady();

            behind.awaitFresh();
            assertThat(asOperator(relay, "/health")).contains("\"keys_file\":\"unusable\"");
            assertThat(asOperator(relay, "/metrics")).containsPattern("ripcord_relay_keys_unusable 1(\\.0)?\n");
        }
    }

    private String asOperator(RelayProcess relay, String path) throws IOException {
        String key = Files.readString(chain.verifiersKey).strip();
        return Http.plain(PATIENCE)
                .send(Call.to(relay.uri(), path).bearer(key).get())
                .expect(200)
                .body();
    }

    @Test
    void whatCannotBeIsSaidAndNothingIsStarted() throws IOException {
        Path empty = Files.createFile(chain.folder().resolve("empty.key"));
        String shown = chain.first.settings("").shown().toString();

        assertThat(told("http://localhost:1/?a=b", shown)).contains("--upstream: http://localhost:1/?a=b (expected: ");
        assertThat(told("http://localhost:1/t/shop", shown)).contains("--upstream: ", "--tenant");
        assertThat(told("http://localhost:1/x/feed", shown)).contains("--upstream: ", "without /feed");
        assertThat(told("http://localhost:1", empty.toString())).contains("--upstream-key-file: " + empty);
    }

    private String told(String upstream, String shown) {
        Path log = chain.folder().resolve("told.log");
        String keys = chain.first.settings("").keysFile().toString();
        try (CommandProcess relay = CommandProcess.start(
                log,
                Map.of(),
                "relay",
                "--port=0",
                "--upstream=" + upstream,
                "--upstream-key-file=" + shown,
                "--keys-file=" + keys)) {
            assertThat(relay.await()).as(relay.printed()).isEqualTo(WRONG);
            return relay.printed();
        }
    }
}
