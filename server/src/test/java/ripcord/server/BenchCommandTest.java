package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.BenchRuns.SHORT;
import static ripcord.server.BenchRuns.json;
import static ripcord.server.Typed.words;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/// `ripcord bench` asks a real server, tells what it found, and leaves it as it was. How fast anything is, is not
/// asserted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchCommandTest {
    private LiveServer server;
    private Typed typed;
    private BenchRuns runs;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        server = LiveServer.start(temporary);
        typed = Typed.at(server, temporary);
        runs = new BenchRuns(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void everyKindIsAnsweredAndNoSessionIsLeft() {
        server.tenant("all");
        var signedIn = server.signIn("all", "somebody", "browser");

        var outcome = typed.run(words(
                "bench --tenant all --json --kind session,introspect,jwks --kind refresh,sign-in,revoke" + SHORT));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        var report = json(outcome);
        assertThat(report.at("/results")
                        .valueStream()
                        .map(result -> result.get("kind").stringValue()))
                .containsExactly("session", "introspect", "jwks", "refresh", "sign-in", "revoke");
        assertThat(report.at("/results").valueStream()).allSatisfy(result -> {
            assertThat(result.get("answered").intValue()).isPositive();
            assertThat(result.get("failed").intValue()).isZero();
            assertThat(result.get("unsent").intValue()).isZero();
            assertThat(result.get("complete").booleanValue()).isTrue();
            assertThat(result.at("/service_ms/count")).isEqualTo(result.get("answered"));
            assertThat(result.get("response_ms").isNull()).isTrue();
        });
        assertThat(report.get("sessions_ended").booleanValue()).isTrue();
        assertThat(runs.sessions("all", "")).isGreaterThan(16);
        assertThat(runs.alive("all")).isEqualTo(1);
        assertThat(runs.sessions("all", "&state=alive&subject=" + signedIn.subject()))
                .isEqualTo(1);
    }

    @Test
    void aRunThatOnlySignsInLeavesNobodySignedIn() {
        server.tenant("entrance");

        var outcome = typed.run(words("bench --tenant entrance --json --kind sign-in" + SHORT));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(runs.sessions("entrance", "")).isGreaterThan(1);
        assertThat(runs.alive("entrance")).isZero();
    }

    @Test
    void aReportsMembersAreThoseThatTheManualTellsOf() throws IOException {
        var report = json(typed.run(words("bench --tenant default --json --kind jwks --rate 50" + SHORT)));
        var manual = Files.readString(Path.of("../docs/bench.md"));

        assertThat(report.propertyNames())
                .containsExactly(
                        "url",
                        "tenant",
                        "started_at",
                        "connections",
                        "rate",
                        "warm_up_ms",
                        "duration_ms",
                        "driver",
                        "results",
                        "sessions_ended",
                        "notes")
                .allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
        for (var part : List.of("/driver", "/results/0", "/results/0/service_ms")) {
            assertThat(report.at(part).propertyNames())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
        }
    }

    @Test
    void withARateAsManyAreAskedAsWereDue() {
        var report = json(typed.run(words("bench --tenant default --json --kind jwks,session --rate 100" + SHORT)));

        assertThat(report.get("rate").intValue()).isEqualTo(100);
        assertThat(report.at("/results").valueStream()).hasSize(2).allSatisfy(result -> {
            assertThat(result.get("answered").intValue()
                            + result.get("failed").intValue()
                            + result.get("unsent").intValue())
                    .isEqualTo(30);
            assertThat(result.at("/response_ms/count")).isEqualTo(result.get("answered"));
        });
    }

    @Test
    void aReportForPeopleSaysWhatWasDoneAndHoldsNoCredential() throws IOException {
        var outcome = Typed.at(server, folder)
                .with("RIPCORD_URL", "http://localhost:1")
                .run(words("bench " + server.uri() + " --tenant default --kind session,refresh"
                        + " --out report.json --picture report.svg" + SHORT));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("signs in", "client bench-", "and ends them");
        assertThat(outcome.out())
                .contains("REQUEST", "P99.9", "\nsession ", "\nrefresh ", "closed loop", "4 connections");
        var all = outcome.out()
                + outcome.err()
                + Files.readString(folder.resolve("report.json"))
                + Files.readString(folder.resolve("report.svg"));
        assertThat(all).doesNotContain("rc_s_", "rc_r_", "rc_k_", "eyJ").doesNotContain(server.rootKey());
    }

    @Test
    void aPictureIsAPictureThatIsReadAloudToo() throws Exception {
        var outcome = typed.run(words("bench --tenant default --kind session,jwks --picture aloud.svg" + SHORT));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        var text = Files.readString(folder.resolve("aloud.svg"));
        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
        assertThat(svg.getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).contains("Service time");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("session: p50 ", "jwks: p50 ", "tenant default");
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(text).doesNotContain("NaN", "Infinity", "<script", "href");
    }

    @Test
    void whatIsThereAlreadyIsNotOverwritten() throws IOException {
        Files.writeString(folder.resolve("there.json"), "precious");

        var outcome = typed.run(words("bench --tenant default --picture fresh.svg --out there.json" + SHORT));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--out: ", "there.json is there already");
        assertThat(folder.resolve("there.json")).hasContent("precious");
        assertThat(folder.resolve("fresh.svg")).doesNotExist();
    }

    @Test
    void aServerElsewhereIsNotLoadedByAccident() {
        for (var url : List.of("http://192.0.2.1:8480", "https://id.example.com", "http://127.0.0.1.example.com")) {
            var outcome = typed.run(words("bench --tenant default " + url + SHORT));

            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).contains("--i-may-load-this-server");
            assertThat(outcome.out()).isEmpty();
        }
    }

    @Test
    void moreThanIsSensibleIsRefusedByName() {
        var wrong = Map.of(
                "--connections 1001", "--connections",
                "--connections 0", "--connections",
                "--rate 100001", "--rate",
                "--sessions 50001", "--sessions",
                "--sessions 15", "--sessions",
                "--duration 11m", "--duration",
                "--duration 50ms", "--duration",
                "--warm-up 6m", "--warm-up",
                "--kind everything", "--kind",
                "--kind jwks,jwks", "--kind");
        wrong.forEach((words, named) -> {
            var outcome = typed.run(words("bench --tenant default " + words));

            assertThat(outcome.code()).as(words).isEqualTo(2);
            assertThat(outcome.err()).as(words).startsWith("ripcord: ").contains(named, "expected: ");
        });
        assertThat(typed.run(words("bench http://localhost:1 --url http://localhost:2 --tenant default"))
                        .err())
                .contains("--url: said twice");
    }

    @Test
    void whatAServerRefusesIsCountedByItsName() {
        server.tenant("limited");
        typed.run(words("tenant limits limited --requests-per-second 20"));

        var outcome = typed.run(
                words("bench --tenant limited --json --kind jwks,session --rate 400 --connections 4 --sessions 4"
                        + " --duration 300ms --warm-up 0s"));

        var report = json(outcome);
        assertThat(report.at("/results/1/failed").intValue()).as(outcome.out()).isPositive();
        assertThat(report.at("/results/1/failures/0/status").intValue()).isEqualTo(429);
        assertThat(report.at("/results/1/failures/0/what").stringValue()).isEqualTo("rate_limited");
        assertThat(report.get("notes").valueStream().map(JsonNode::stringValue))
                .anyMatch(note -> note.startsWith("session: 429: limits are set (ripcord tenant limits limited)"));
        // Or the question meets the limit that the run has used up.
        typed.run(words("tenant limits limited --requests-per-second none"));
        assertThat(runs.alive("limited")).isZero();
    }

    /// Whoever took them for rotations would believe that a server can do several times what it can.
    @Test
    void refreshesThatGaveTheSameTokenOnceMoreAreToldApart() {
        server.tenant("graceful");
        server.tenant("strict");
        server.policy("strict", "refresh", "grace", "PT0S");

        var length = " --connections 4 --sessions 4 --duration 1s --warm-up 0s";
        var graceful = json(typed.run(words("bench --tenant graceful --json --kind refresh,session" + length)));
        var strict = json(typed.run(words("bench --tenant strict --json --kind refresh" + length)));

        var note = "the same token once more, within the policy's grace";
        int answered = graceful.at("/results/0/answered").intValue();
        assertThat(graceful.at("/results/0/repeated").intValue()).isBetween(answered - 4, answered);
        assertThat(graceful.at("/notes").toString())
                .contains(note, "ripcord policy set --tenant graceful refresh.grace=PT0S");
        assertThat(graceful.at("/results/1/repeated").intValue()).isZero();
        assertThat(strict.at("/results/0/answered").intValue()).isPositive();
        assertThat(strict.at("/results/0/repeated").intValue()).isZero();
        assertThat(strict.at("/notes").toString()).doesNotContain(note);
    }

    /// The sessions for refreshing push those out that introspection asks about.
    @Test
    void thatATokenIsGoodForNothingIsNoGoodAnswer() {
        server.tenant("few");
        server.policy("few", "session", "max_per_subject", 1);

        var outcome = typed.run(words("bench --tenant few --json --kind session,refresh,introspect" + SHORT));

        var introspected = json(outcome).at("/results/2");
        assertThat(introspected.get("answered").intValue()).isZero();
        assertThat(introspected.at("/failures/0/what").stringValue()).isEqualTo("inactive");
        assertThat(outcome.code()).isEqualTo(1);
    }

    @Test
    void whatWasMeasuredBeforeASignInWasRefusedIsToldAllTheSame() {
        server.tenant("quota");
        typed.run(words("tenant limits quota --sessions 10"));

        var outcome = typed.run(words("bench --tenant quota --json --kind session,refresh" + SHORT));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("quota_exceeded");
        var report = json(outcome);
        assertThat(report.get("results")).hasSize(1);
        assertThat(report.at("/results/0/answered").intValue()).isPositive();
        assertThat(report.get("sessions_ended").booleanValue()).isTrue();
        assertThat(runs.alive("quota")).isZero();
    }

    @Test
    void aTenantThatIsNotThereIsSaidToBeSo() {
        var outcome = typed.run(words("bench --tenant nobody" + SHORT));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("not found");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whereNoServerIsNothingIsMeasured() {
        var outcome = typed.run(words("bench http://localhost:1 --tenant default" + SHORT));

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("cannot be reached");
    }
}
