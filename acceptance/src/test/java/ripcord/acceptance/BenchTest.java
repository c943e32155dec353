package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.network.TlsFront;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.Typed;

/// `ripcord bench` as somebody runs it against a deployment: through TLS, and until Ctrl-C.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchTest {
    private static final int UNREACHABLE = 3;
    private static final int INTERRUPTED = 130;

    private Path folder;
    private ServerProcess server;
    private TlsFront front;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        server = ServerProcess.start(folder);
        front = TlsFront.before(server.uri().getPort(), folder);
    }

    @AfterAll
    void stop() {
        front.close();
        server.close();
    }

    private String[] words(String more) {
        return ("bench " + front.uri() + " --tenant default --sessions 8 --connections 4 --rate 50 --warm-up 0s "
                        + more)
                .split(" ");
    }

    private int alive() {
        Call call = Call.to(server.uri(), "/admin/v1/tenants/default/sessions?state=alive&limit=50")
                .bearer(server.rootKey());
        return server.http().send(call.get()).expect(200).json().path("items").size();
    }

    @Test
    void ctrlCEndsItWithWhatWasMeasuredAndWithItsSessions() {
        try (Typed bench = Typed.plain(folder, front.trust(), words("--duration 10m --kind session,refresh"))) {
            Await.until(Duration.ofSeconds(60), "its sessions are there", () -> alive() == 8);
            // Whatever it has measured by then is more than nothing.
            Await.until(Duration.ofSeconds(60), "it asks", () -> lookUps() > 20);

            assertThat(bench.interrupt().awaitEnd()).as(bench.shown()).isEqualTo(INTERRUPTED);

            assertThat(bench.shown())
                    .contains("\nsession ", "before its time")
                    .doesNotContain("\nrefresh ", "were not ended", "Exception", "\tat ");
            assertThat(alive()).isZero();
        }
    }

    @Test
    void ctrlCEndsItWithWhatWasMeasuredAlsoWhereTheServerAnswersNoMore() {
        var words = words("--duration 10m --kind session --timeout 5s");
        try (Typed bench = Typed.plain(folder, front.trust(), words)) {
            double before = lookUps();
            Await.until(Duration.ofSeconds(60), "it asks", () -> lookUps() > before + 20);

            server.freeze();
            try {
                assertThat(bench.interrupt().awaitEnd()).as(bench.shown()).isEqualTo(INTERRUPTED);
            } finally {
                server.thaw();
            }

            assertThat(bench.shown())
                    .contains("\nsession ", "were not ended", "ripcord revoke --tenant default --client bench-");
        }
    }

    private double lookUps() {
        Call call = Call.to(server.uri(), "/metrics").bearer(server.rootKey());
        return server.http()
                .send(call.get())
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith("ripcord_http_requests_seconds_count") && line.contains("auth/session"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aCertificateThatNobodyTrustsEndsItBeforeTheKeyIsSent() {
        try (Typed bench = Typed.plain(folder, words("--duration 1s --kind jwks"))) {
            assertThat(bench.awaitEnd()).as(bench.shown()).isEqualTo(UNREACHABLE);

            assertThat(bench.shown()).contains("TLS: ", "trustStore").doesNotContain("REQUEST");
        }
    }
}
