package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;
import static ripcord.server.Typed.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.Typed.Outcome;
import ripcord.server.cli.Terminal.People;

/// What is behind sign-ins, policies, keys, the log and tokens, has commands too.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCommandsTest {
    private LiveServer server;
    private Typed typed;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        server = LiveServer.start(temporary);
        typed = Typed.at(server, temporary);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aSuspendedTenantIsSaidToBeThatUntilItIsResumed() {
        server.tenant("paused");

        assertThat(typed.run(words("tenant suspend paused")).out()).contains("suspended");
        assertThat(typed.run(words("tenant list")).out()).contains("suspended");
        assertThat(typed.run(words("tenant resume paused")).out()).contains("active");
    }

    @Test
    void aTenantsLimitsAreShownSetAndLifted() {
        server.tenant("limited");

        var none = typed.run(words("tenant limits limited"));
        var set = typed.run(words("tenant limits limited --requests-per-second 200 --sessions 0"));
        var other = typed.run(words("tenant limits limited --subjects 7 --sessions none"));
        var json = typed.run(words("tenant limits limited --json"));

        assertThat(none.lines())
                .containsExactly(
                        "requests per second  none",
                        "sign ins per second  none",
                        "sessions             none",
                        "subjects             none");
        assertThat(set.out()).contains("requests per second  200\n", "sessions             0\n");
        assertThat(other.lines())
                .containsExactly(
                        "requests per second  200",
                        "sign ins per second  none",
                        "sessions             none",
                        "subjects             7");
        assertThat(json.out())
                .contains(
                        "\"limits\":{\"requests_per_second\":200,\"sign_ins_per_second\":null,\"sessions\":null,\"subjects\":7}");
    }

    @Test
    void aLimitThatIsNoneIsRefusedBeforeTheServerIsAsked() {
        for (var wrong : List.of("0", "1000001", "-1", "1.5", "many", "99999999999")) {
            assertThat(typed.run(words("tenant limits default --requests-per-second=" + wrong))
                            .err())
                    .contains("--requests-per-second", "expected: 1 to 1000000, or none");
        }
        assertThat(typed.run(words("tenant limits default --sessions 1000000001"))
                        .code())
                .isEqualTo(2);
        assertThat(typed.run(words("tenant limits no-such-tenant --sessions 1")).code())
                .isEqualTo(1);
        assertThat(typed.run(words("tenant limits default")).out()).doesNotContainPattern("\\d");
    }

    @Test
    void aTenantIsExportedAndThenDeletedByWhoSaysSo() {
        server.tenant("leaving");
        server.signIn("leaving", "ann", "browser");

        var exported = typed.run(words("tenant export leaving"));
        var alone = typed.run(words("tenant delete leaving"));
        var deleted = typed.run(words("tenant delete leaving --yes"));

        assertThat(exported.out()).contains("\"kind\":\"session\"", "\"ann\"").endsWith("\n");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(deleted.code()).as(deleted.err()).isZero();
        assertThat(deleted.out()).contains("leaving", "signing keys");
        assertThat(typed.run(words("tenant show leaving")).code()).isEqualTo(1);
    }

    @Test
    void aSubjectIsListedExportedAndErasedByWhoSaysSo() {
        server.tenant("people");
        server.signIn("people", "bea", "browser");

        assertThat(typed.run(words("subject list --tenant people")).out()).contains("bea");
        assertThat(typed.run(words("subject export --tenant people bea")).out()).contains("\"sessions\"", "bea");
        assertThat(typed.run(words("subject erase --tenant people bea")).code()).isEqualTo(2);
        assertThat(typed.run(words("subject erase --tenant people bea --yes")).out())
                .startsWith("erased bea");
        assertThat(typed.run(words("subject list --tenant people")).out()).doesNotContain("bea");
    }

    @Test
    void aFieldOfAPolicyIsCheckedChangedAndRemembered() {
        server.tenant("policies");
        var set = words("policy set --tenant policies session.idle=P3D");

        assertThat(typed.run(words("policy diff --tenant policies session.idle=P3D"))
                        .lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("FIELD"),
                        change -> assertThat(change).matches("session.idle +P7D +P3D"));
        assertThat(typed.run(words("policy check --tenant policies session.idle=P3D"))
                        .out())
                .startsWith("the policy is valid");
        assertThat(typed.run(set).out()).contains("session.idle");
        assertThat(typed.run(set).err()).isEqualTo("no changes\n");
        assertThat(typed.run(words("policy history --tenant policies")).out())
                .contains("session.idle", "P7D", "api_key:");
    }

    @Test
    void aPolicyFromAFileIsTheWholePolicy() throws IOException {
        server.tenant("files");
        var printed = typed.run(words("policy get --tenant files")).out();
        Files.writeString(folder.resolve("policy.json"), printed.replace("\"P30D\"", "\"P20D\""));

        var set = typed.run(words("policy set --tenant files --file policy.json"));

        assertThat(set.code()).as(set.err()).isZero();
        assertThat(typed.run(words("policy get --tenant files --json")).out()).contains("\"absolute\":\"P20D\"");
    }

    @Test
    void everyFaultOfAPolicyIsNamed() {
        var set = typed.run(words("policy set --tenant default session.idle=soon access_token.alg=none"));
        var check = typed.run(words("policy check --tenant default session.idle=soon"));

        assertThat(set.code()).isEqualTo(1);
        assertThat(set.err()).contains("session.idle: expected", "access_token.alg: expected", "request id: ");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains("would refuse", "session.idle: expected");
    }

    @Test
    void aCompromisedKeyGivesWayToTheReserve() {
        server.signIn("alice");
        var before = typed.run(words("key list --tenant default")).lines();
        var active = firstWord(before, " active ");

        var alone = typed.run(words("key compromise --tenant default --reason drill --", active));
        var done = typed.run(words("key compromise --tenant default --reason drill --yes --", active));

        assertThat(alone.code()).isEqualTo(2);
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("signs now");
        assertThat(typed.run(words("key list --tenant default")).out()).contains("compromised");
    }

    @Test
    void aSigningKeyIsNotRevokedUnasked() {
        server.tenant("careful");
        server.signIn("careful", "ann", "browser");
        var active = firstWord(typed.run(words("key list --tenant careful")).lines(), " active ");

        var alone = typed.run(words("revoke --tenant careful --reason drill --signing-key", active));
        var before = typed.run(words("key list --tenant careful")).out();
        var done = typed.run(words("revoke --tenant careful --reason drill --yes --signing-key", active));

        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--yes: missing", "never signs again");
        assertThat(before).doesNotContain("compromised");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(typed.run(words("key list --tenant careful")).out()).contains("compromised");
    }

    @Test
    void anApiKeyIsWrittenForItsOwnerAlone() throws IOException {
        var made = typed.run(
                words(
                        "api-key create --name orders --tenant default --right feed,introspect --expires-in 90d --out orders.key"));
        var file = folder.resolve("orders.key");

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).doesNotContain("rc_k_");
        assertThat(Files.readString(file)).startsWith("rc_k_");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(typed.run(words("verifiers --key-file orders.key")).code()).isZero();
        assertThat(typed.run(words("api-key create --name again --all-tenants --right feed --out orders.key"))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void anApiKeyThatIsPrintedIsThereOnceAndCanBeDeleted() {
        var made = typed.run(words("api-key create --name ci --all-tenants --right tenants"));
        var listed = typed.run(words("api-key list"));
        var id = firstWord(listed.lines(), " ci ");

        assertThat(made.out()).startsWith("rc_k_").hasLineCount(1);
        assertThat(made.err()).doesNotContain("rc_k_");
        assertThat(listed.out()).doesNotContain("rc_k_");
        assertThat(typed.run(words("api-key delete --", id)).code()).isEqualTo(2);
        assertThat(typed.run(words("api-key list")).out()).contains(" ci ");
        assertThat(typed.run(words("api-key delete --yes --", id)).code()).isZero();
        assertThat(typed.run(words("api-key delete --yes --", id)).code()).isEqualTo(1);
    }

    @Test
    void theFeedIsFollowedConfirmedAndLeft() throws Exception {
        server.tenant("followed");
        // Not on the common pool, which completes what the commands of this very test wait for.
        var tail = CompletableFuture.supplyAsync(
                () -> typed.run(words("feed tail --tenant followed --count 2 --json")), Thread::startVirtualThread);
        await(() -> typed.run(words("verifiers")).out().contains("ripcord-feed-tail"));

        server.clock().advance(Duration.ofSeconds(1));
        var revoked = typed.run(words("revoke --tenant followed --subject bob --reason drill --wait 5s"));
        typed.run(words("revoke --tenant followed --client shop --reason drill"));
        var printed = tail.get(30, TimeUnit.SECONDS);

        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(revoked.out()).contains("confirmed by 1 verifier (ripcord-feed-tail)");
        assertThat(printed.out())
                .contains("\"target_type\":\"subject\"", "\"target_type\":\"client\"")
                .hasLineCount(2);
        await(() -> !typed.run(words("verifiers")).out().contains("ripcord-feed-tail"));
    }

    /// Of the first line that holds `part`.
    private static String firstWord(List<String> lines, String part) {
        var line =
                lines.stream().filter(each -> each.contains(part)).findFirst().orElseThrow();
        return line.substring(0, line.indexOf(' '));
    }

    @Test
    void aFeedThatIsRefusedSaysWhy() {
        server.tenant("closed");
        var noRight = typed.run(words("api-key create --name few --tenant closed --right tenants --out few.key"));

        var tail = typed.run(words("feed tail --tenant closed --key-file few.key"));

        assertThat(noRight.code()).isZero();
        assertThat(tail.code()).isEqualTo(1);
        assertThat(tail.err()).contains("lacks the right feed");
        assertThat(tail.out()).isEmpty();
    }

    @Test
    void aJwtIsDecodedWithoutAServer() {
        var token = server.signIn("carol").accessToken();
        var nowhere = new Typed(folder, server.clock());

        var decoded = nowhere.run(People.NONE, token, words("token decode"));
        var json = nowhere.run(People.NONE, token, words("token decode --json"));

        assertThat(decoded.out())
                .contains("access token (JWT, RFC 9068)", "signature  not checked", "sub", "carol", "(in ");
        assertThat(json.out()).contains("\"sub\":\"carol\"", "\"alg\":\"ES256\"");
    }

    @Test
    void anOpaqueTokenIsOnlyNamed() {
        var decoded = typed.run(People.NONE, server.signIn("dave").sessionToken(), words("token decode"));

        assertThat(decoded.code()).isEqualTo(2);
        assertThat(decoded.err()).contains("session token: opaque").doesNotContain("rc_s_");
        assertThat(typed.run(People.NONE, "hello", words("token decode")).code())
                .isEqualTo(2);
    }

    @Test
    void theServerIsAskedAboutATokenOfAnyKind() {
        var signedIn = server.signIn("erin");

        var before = verify(signedIn.accessToken());
        typed.run(words("session end --tenant default --", signedIn.session()));

        assertThat(before.code()).as(before.err()).isZero();
        assertThat(before.out()).startsWith("active: the server's answer").contains("erin");
        assertThat(verify(signedIn.accessToken()).code()).isEqualTo(1);
        assertThat(verify(signedIn.refreshToken()).out()).startsWith("not active");
    }

    private Outcome verify(String token) {
        return typed.run(People.NONE, token, words("token verify --tenant default"));
    }

    @Test
    void completionKnowsEveryCommand() {
        var script = typed.run(words("completion bash"));

        assertThat(script.code()).isZero();
        assertThat(script.out()).contains("_complete_ripcord", "revoke", "api-key");
        assertThat(typed.run(words("completion zsh")).out()).startsWith("autoload");
        assertThat(typed.run(words("completion fish")).code()).isEqualTo(2);
    }
}
