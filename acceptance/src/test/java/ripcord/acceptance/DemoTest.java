package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.process.Checkout;

/// `ripcord demo`, typed into a fresh copy of this checkout.
@ResourceLock(Lanes.TYPED)
class DemoTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NOBODY_LEFT = "! pgrep -f \"$PWD/demo-data\"\n[ ! -e demo-data ]\n";

    @TempDir
    private Path folder;

    @Test
    void whatItPrintsIsPlainTextAndCanBeTyped() throws IOException {
        try (Checkout copy = Checkout.copyTo(folder)) {
            Checkout.Ended told = copy.type("./ripcord demo --data \"$PWD/demo-data\" --record shown.svg", PATIENCE);
            assertThat(told.status()).as(told.printed()).isZero();
            assertThat(told.printed())
                    .contains("refused", "closed the stream", "confirmed by", "--stop")
                    .doesNotContain("\u001b", "\r");

            Checkout.Ended typed = copy.type(commandsOf(told.printed()), PATIENCE);

            assertThat(typed.status()).as(typed.printed()).isZero();
            assertThat(typed.printed())
                    .containsSubsequence("orders: hello bob", "\"complete\":true", "orders: who are you?")
                    .contains("\"name\":\"payments\"", "orders: evidence", "free again: ");
            assertThat(copy.type(NOBODY_LEFT + "grep -q '</svg>' shown.svg", PATIENCE)
                            .status())
                    .isZero();
        }
    }

    /// The lines that are set in by two blanks.
    private static String commandsOf(String told) {
        return told.lines()
                .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
                .collect(Collectors.joining("\n"));
    }

    /// Whoever is answered 401 is signed out by the application.
    @Test
    void aServiceWhoseServerIsAwayRefusesNobodyForGood() throws IOException {
        try (Checkout copy = Checkout.copyTo(folder)) {
            Checkout.Ended typed = copy.type("""
                    ./ripcord demo --data "$PWD/demo-data" >demo.log
                    BOB=$(curl -fsS http://localhost:8490/admin/v1/tenants/default/sessions \\
                      -H "Authorization: Bearer $(cat demo-data/store/root.key)" \\
                      -H 'Content-Type: application/json' \\
                      -d '{"subject": "bob", "amr": ["pwd"], "client_kind": "native"}')
                    TOKEN=$(echo "$BOB" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                    ask() {
                        curl -s -w '%{http_code}' http://localhost:8491/ -H "Authorization: Bearer $1"
                    }
                    ask "$TOKEN"
                    kill -9 "$(pgrep -f "serve.*$PWD/demo-data/store")"
                    until [ "$(ask "$TOKEN" | tail -n 1)" != 200 ]; do sleep 0.2; done
                    ask "$TOKEN"
                    ask forged
                    ./ripcord demo --stop --data "$PWD/demo-data"
                    """, PATIENCE);

            assertThat(typed.status()).as(typed.printed()).isZero();
            assertThat(typed.printed())
                    .containsSubsequence("orders: hello bob\n200", "orders: not now\n503", "orders: who are you?\n401");
        }
    }

    @Test
    void interruptedAtAnyPointItLeavesNothingBehind() throws IOException {
        try (Checkout copy = Checkout.copyTo(folder)) {
            for (int processes = 1; processes <= 4; processes++) {
                Checkout.Ended interrupted = copy.type(interruptedWith(processes), PATIENCE);

                assertThat(interrupted.status())
                        .as("with %d processes: %s", processes, interrupted.printed())
                        .isZero();
            }
        }
    }

    /// Told to end as soon as so many processes are written down.
    private static String interruptedWith(int processes) {
        return """
                ./ripcord demo --data "$PWD/demo-data" &
                demo=$!
                until [ "$(wc -l <demo-data/processes 2>/dev/null || echo 0)" -ge %d ]; do
                    kill -0 $demo; sleep 0.02
                done
                kill -TERM $demo
                wait $demo || [ $? = 143 ]
                """.formatted(processes) + NOBODY_LEFT;
    }
}
