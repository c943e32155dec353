package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Browser;
import ripcord.acceptance.client.Device;
import ripcord.acceptance.client.Json;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Build;
import ripcord.acceptance.process.Checked;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;
import tools.jackson.databind.JsonNode;

/// The reach matrix's column "access token at a verifier in another process": every way out reaches it, with the time
/// that it took. One verifier serves all tenants, one for each way. What the server is asked for each time, with any of
/// the credentials, is refused by then too.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachTest {
    static final String AUDIENCE = "https://orders.example";
    private static final Duration BOUND = Duration.ofSeconds(2);
    /// What is over by the clock is acknowledged to nobody: a verifier may take its token as long as its own clock may
    /// be wrong by.
    private static final Duration LEEWAY = Duration.ofSeconds(31);

    private static final List<Integer> REFUSALS = List.of(400, 401, 403, 404);

    private static final String BYSTANDER = "bystander";

    private final Map<WayOut, SignedIn> signedIn = new EnumMap<>(WayOut.class);
    private final Map<WayOut, SignedIn> bystanders = new EnumMap<>(WayOut.class);
    private final Map<WayOut, String> took = new EnumMap<>(WayOut.class);
    private ServerProcess server;
    private ServiceProcess service;

    @BeforeAll
    void signInEverywhere(@TempDir Path folder) {
        server = ServerProcess.start(folder);
        for (WayOut way : WayOut.values()) {
            Backend backend = backend(way);
            backend.createTenant();
            way.prepare(backend);
            signedIn.put(way, way.signIn(backend));
            bystanders.put(way, backend.signIn(BYSTANDER, Backend.NATIVE));
        }
        service = ServiceProcess.start(settings()).awaitFresh();
    }

    private Settings settings() {
        return new Settings(
                "orders",
                server.uri(),
                Arrays.stream(WayOut.values())
                        .map(way -> server.issuer(way.tenant()))
                        .toList(),
                AUDIENCE,
                server.rootKeyFile(),
                BOUND,
                "reject",
                Map.of());
    }

    @AfterAll
    void stopAndReport() throws Exception {
        service.close();
        server.close();
        String table = took.entrySet().stream()
                .map(row -> "| %s | %s |".formatted(row.getKey(), row.getValue()))
                .collect(Collectors.joining(
                        "\n", "| way out | access token at a verifier in another process |\n|---|---|\n", "\n"));
        Path target = Build.root().resolve("acceptance/target");
        Files.writeString(Files.createDirectories(target).resolve("reach-verifier.md"), table);
        System.out.print(table);
    }

    @ParameterizedTest
    @EnumSource
    void everyWayOutReachesTheVerifier(WayOut way) {
        SignedIn taken = signedIn.get(way);
        if (!way.comesByItself()) {
            service.call(taken.accessToken()).expect(200);
        }
        long asked = System.nanoTime();
        way.take(server, taken);
        long acknowledged = System.nanoTime();

        Checked refused = awaitRefusal(taken, acknowledged, way.comesByItself() ? BOUND.plus(LEEWAY) : BOUND);

        took.put(
                way,
                "%s, %.1f ms after the request, %.1f ms after its answer"
                        .formatted(
                                refused.reason(),
                                (refused.begun() - asked) / 1e6,
                                (refused.begun() - acknowledged) / 1e6));
        assertThat(refusedForGood(taken).accepted()).isFalse();
        assertThatTheServerRefuses(way, taken);
        assertThatOthersAreSpared(way);
        assertEndReason(way, taken);
    }

    /// By what the verifier knows, and not for want of knowing: that would pass.
    private Checked refusedForGood(SignedIn taken) {
        service.awaitFresh();
        return Await.value(
                Duration.ofSeconds(20),
                "the verifier knows why it refuses",
                () -> Optional.of(service.check(taken.accessToken())).filter(answer -> !answer.isRefused("STALE")));
    }

    private void assertThatTheServerRefuses(WayOut way, SignedIn taken) {
        Answer introspected = backend(way).introspect(taken.accessToken());
        assertThat(introspected.status()).isEqualTo(way.leavesATenant() ? 200 : 404);
        assertThat(introspected.json().path("active").asBoolean(false)).isFalse();
        Browser browser = server.browser(way.tenant());
        browser.receive(taken.setCookies());
        Device device = server.device(way.tenant(), "owner/1");
        List<Integer> answers = way.endsTheSession()
                ? List.of(
                        browser.session().status(),
                        browser.refresh().status(),
                        device.refresh(taken.refreshToken()).status(),
                        device.refreshByOAuth(taken.refreshToken(), WayOut.CLIENT_NAME)
                                .status())
                : List.of(browser.session().status(), browser.refresh().status());
        assertThat(answers)
                .as("session token, refresh by cookie, by JSON, by OAuth")
                .isSubsetOf(way.endsTheSession() ? REFUSALS : List.of(200));
    }

    private Checked awaitRefusal(SignedIn taken, long acknowledged, Duration bound) {
        return Await.value(bound.plusSeconds(20), "the verifier refuses", () -> {
            Checked answer = service.check(taken.accessToken());
            assertThat(answer.accepted() && answer.begun() - acknowledged > bound.toNanos())
                    .as("accepted past the bound: %s", answer)
                    .isFalse();
            return Optional.of(answer).filter(one -> !one.accepted());
        });
    }

    private void assertThatOthersAreSpared(WayOut way) {
        if (way.comesByItself()) {
            return;
        }
        Checked bystander = service.check(bystanders.get(way).accessToken());
        assertThat(bystander.accepted()).as("%s: %s", way, bystander).isEqualTo(way.sparesOthers());
        if (!way.leavesATenant()) {
            return;
        }
        way.open(backend(way));
        SignedIn again = way.signIn(backend(way));
        Await.until(
                Duration.ofSeconds(20),
                "a new sign-in is good",
                () -> service.check(again.accessToken()).accepted());
    }

    private void assertEndReason(WayOut way, SignedIn taken) {
        Answer session = backend(way).session(taken.sessionId()).expect(way.leavesATenant() ? 200 : 404);
        assertThat(session.json().path("session").path("end_reason").asString(""))
                .isEqualTo(way.endReason());
    }

    /// A new reason to end, in the contract, needs a row here.
    @Test
    void everyEndReasonOfTheContractHasARow() throws Exception {
        JsonNode reasons = Json.read(Files.readString(Build.root().resolve("spec/openapi.json")))
                .at("/components/schemas/EndReason/enum");

        Set<String> rows = Arrays.stream(WayOut.values())
                .map(WayOut::endReason)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.toSet());
        assertThat(reasons.valueStream().map(JsonNode::asString).toList()).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(List.of(WayOut.values())).contains(WayOut.RENEWAL, WayOut.SIGNING_KEY, WayOut.TENANT_DELETED);
    }

    private Backend backend(WayOut way) {
        return server.backend().ofTenant(way.tenant());
    }
}
