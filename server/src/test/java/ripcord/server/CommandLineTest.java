package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Typed.words;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.cli.Terminal.People;

/// An operator types commands, and a real server does what they say, or the command says why not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {
    private static final People AT_A_TERMINAL = new People(true, true, true, 80);

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
    void aTenantIsMadeShownAndListed() {
        var made = typed.run("tenant", "create", "acme", "--name", "Acme Ltd");
        var again = typed.run("tenant", "create", "acme");

        assertThat(made.code()).isZero();
        assertThat(made.out()).contains("tenant   acme\n", "name     Acme Ltd\n");
        assertThat(typed.run("tenant", "list").out()).contains("TENANT", "acme", "Acme Ltd");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).startsWith("ripcord: the server refused: ").contains("tenant_exists", "request id: ");
    }

    @Test
    void jsonIsWhatTheServerAnswered() {
        var answered = server.http()
                .get(LiveServer.TENANT)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .body();

        assertThat(typed.run("tenant", "show", "default", "--json").out().strip())
                .isEqualTo(answered);
    }

    @Test
    void aSessionIsEndedAndItsEndIsInItsHistory() {
        var id = server.signIn("bob").session();

        var ended = typed.run(words("session end --tenant default --reason", "phone lost", "--", id));
        var shown = typed.run(words("session show --tenant default --", id));

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).startsWith("ended session " + id);
        assertThat(shown.out()).contains("end reason", "phone lost", "ended by");
        assertThat(typed.run(words("session list --tenant default --subject bob --state alive"))
                        .err())
                .isEqualTo("no sessions\n");
    }

    @Test
    void aSessionsCredentialsAreOnStandardOutputOnly() {
        var created =
                typed.run(words("session create --tenant default --subject carol --amr pwd,otp --client-kind native"));

        assertThat(created.out()).contains("access_token   eyJ", "rc_r_");
        assertThat(created.err()).doesNotContain("eyJ", "rc_r_");
    }

    @Test
    void aRenewalGivesNewCredentials() {
        var id = server.signIn("dave").session();

        var renewed = typed.run(words("session renew --tenant default --cause password --others end --", id));

        assertThat(renewed.code()).isZero();
        assertThat(renewed.out()).contains("rc_s_", "Set-Cookie: __Host-rc_session-default=");
    }

    @Test
    void whatASubjectIsNotToldToLoseItKeeps() {
        server.signIn("erin");
        var set = typed.run(
                words("subject set --tenant default erin --role editor --entitlement premium --attribute seats=5"));
        var more = typed.run(words("subject set --tenant default erin --role admin --attribute plan=gold"));

        assertThat(set.code()).isZero();
        assertThat(more.out())
                .contains("roles            admin\n", "entitlements     premium\n", "attribute seats  5\n");
        assertThat(typed.run(words("subject set --tenant default erin --no-roles --attribute seats="))
                        .out())
                .doesNotContain("roles", "seats")
                .contains("gold");
    }

    @Test
    void aDisabledSubjectIsOutUntilItIsEnabled() {
        server.signIn("frank");

        assertThat(typed.run(words("subject disable --tenant default frank")).out())
                .contains("disabled");
        assertThat(typed.run(words("subject sessions --tenant default frank")).out())
                .contains("ended");
        assertThat(typed.run(words("subject enable --tenant default frank")).out())
                .contains("active");
    }

    @Test
    void everyTargetIsRevoked() {
        var signedIn = server.signIn("grace");

        assertThat(revoke("--token", "A".repeat(22))).isZero();
        assertThat(revoke("--session", signedIn.session())).isZero();
        assertThat(revoke("--subject", "grace")).isZero();
        assertThat(revoke("--client", "a-client")).isZero();
        assertThat(revoke("--session", "A".repeat(22))).isEqualTo(1);
    }

    private int revoke(String target, String value) {
        return typed.run(words("revoke --tenant default --reason drill", target, value))
                .code();
    }

    @Test
    void whoRevokesWhatNobodyIsCalledIsToldThat() {
        server.signIn("judy");

        var typo = typed.run(words("revoke --tenant default --reason drill --subject jduy"));
        var client = typed.run(words("revoke --tenant default --reason drill --client jduy"));
        var judy = typed.run(words("revoke --tenant default --reason drill --subject judy"));

        assertThat(typo.code()).isZero();
        assertThat(typo.out()).startsWith("revoked subject jduy at position ");
        assertThat(typo.err()).isEqualTo("nothing of jduy was signed in (is the name right?)\n");
        assertThat(client.err()).isEqualTo(typo.err());
        assertThat(judy.err()).isEmpty();
    }

    @Test
    void whoMayRevokeButNotLookIsNotToldWhatThereIs() throws IOException {
        var file =
                Files.writeString(folder.resolve("revoker.key"), server.apiKey(List.of("default"), List.of("revoke")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        var revoked =
                typed.run(words("revoke --tenant default --reason drill --subject nobody --key-file revoker.key"));

        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(revoked.err()).isEmpty();
    }

    @Test
    void whatEndsEverythingIsAskedForOrSaid() {
        server.tenant("asked");
        server.signIn("asked", "ann", "browser");
        var command = words("revoke --tenant asked --all --reason drill");

        var alone = typed.run(command);
        var no = typed.run(AT_A_TERMINAL, "n\n", command);
        var yes = typed.run(AT_A_TERMINAL, "y\n", command);

        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).startsWith("ripcord: --yes: missing");
        assertThat(no.code()).isEqualTo(1);
        assertThat(no.err()).contains("signs everybody in tenant asked out. Go on? [y/N]", "nothing was done");
        assertThat(yes.code()).isZero();
        assertThat(typed.run(words("revoke --tenant asked --all --reason drill --yes"))
                        .code())
                .isZero();
    }

    @Test
    void coloursAreForTerminalsWhoseOwnerWantsThem() {
        var command = words("session list --tenant default");
        server.signIn("heidi");

        assertThat(typed.run(AT_A_TERMINAL, "", command).out()).contains("\u001b[32malive");
        assertThat(typed.run(command).out()).doesNotContain("\u001b");
        assertThat(typed.run(AT_A_TERMINAL, "", words("session list --tenant default --no-color"))
                        .out())
                .doesNotContain("\u001b");
        assertThat(Typed.at(server, folder)
                        .with("NO_COLOR", "1")
                        .run(AT_A_TERMINAL, "", command)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithWhatToDo() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        var outcome = typed.run("tenant", "list", "--url", "http://127.0.0.1:" + free);

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err())
                .isEqualTo("ripcord: http://127.0.0.1:" + free + " cannot be reached: connection refused"
                        + " (is it running? ripcord serve starts it; --url or RIPCORD_URL says where it is)\n");
    }

    @Test
    void aHostWithAnUnderscoreIsToldWhatAHostIs() {
        var expected = "http:// or https://, a host of letters, digits, dots and hyphens";

        assertThat(typed.run("tenant", "list", "--url", "http://my_host:8480").err())
                .startsWith("ripcord: ")
                .contains("--url", expected);
        assertThat(Typed.at(server, folder)
                        .with("RIPCORD_URL", "http://my_host:8480")
                        .run("tenant", "list")
                        .err())
                .startsWith("ripcord: RIPCORD_URL: ")
                .contains(expected);
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForForever() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + silent.getLocalPort();

            var outcome = typed.run("tenant", "list", "--url", url, "--timeout", "300ms");

            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.err()).contains("no answer within 300 ms").hasLineCount(1);
        }
    }

    @Test
    void tlsWhereThereIsNoneIsSaidToBeThat() {
        var url = "https://127.0.0.1:" + server.uri().getPort();

        var outcome = typed.run("tenant", "list", "--url", url);

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("TLS").hasLineCount(1);
    }

    @Test
    void anotherProgramAtThatAddressIsNoRipcord() throws IOException {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<h1>It works</h1>".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        other.start();
        try {
            var outcome = typed.run(
                    "tenant",
                    "list",
                    "--url",
                    "http://127.0.0.1:" + other.getAddress().getPort());

            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.err())
                    .contains("200 with text/html", "no Ripcord")
                    .hasLineCount(1);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsNamedByItsFile() throws IOException {
        var file = keyFile("wrong.key", "rc_k_" + "A".repeat(43));

        var outcome = typed.run("tenant", "list", "--key-file", file);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("does not know the API key in " + file)
                .doesNotContain("AAAA");
    }

    @Test
    void aMissingRightIsNamed() throws IOException {
        var file = keyFile("feed.key", server.apiKey(List.of("*"), List.of("feed")));

        var outcome = typed.run("tenant", "list", "--key-file", file);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("lacks the right tenants");
    }

    @Test
    void aKeyThatOthersCanReadIsWarnedOf() throws IOException {
        var file = keyFile("open.key", server.rootKey());
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));

        var outcome = typed.run("tenant", "list", "--key-file", file);

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEqualTo("warning: others can read " + file + ": chmod 600 " + file + "\n");
    }

    @Test
    void aKeyFileThatIsNoneIsWrongUsage() throws IOException {
        assertThat(typed.run("tenant", "list", "--key-file", "nowhere.key").err())
                .startsWith("ripcord: --key-file: ")
                .contains("nowhere.key is not there");
        assertThat(typed.run("tenant", "list", "--key-file", keyFile("text", "hello"))
                        .code())
                .isEqualTo(2);
    }

    private String keyFile(String name, String key) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, key + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }
}
