package ripcord.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What a command says of who has confirmed.
class ConfirmationsTest {
    private static List<String> lines(String confirmation) {
        return Confirmations.lines(
                Doc.read("{\"confirmation\":" + confirmation + "}").orElseThrow());
    }

    @Test
    void whoIsBehindARelayIsCounted() {
        assertThat(lines("""
                {"complete": false, "took_ms": 7,
                 "confirmed": [{"subscription": "a", "name": "eu", "behind": {"confirmed": 3, "expired": 1, "missing": 0}},
                               {"subscription": "b", "name": "orders"}],
                 "expired": [{"subscription": "c", "name": "us", "behind": {"confirmed": 4, "expired": 1, "missing": 2}}],
                 "missing": [{"subscription": "d", "name": "asia", "behind": {"confirmed": 5, "expired": 0, "missing": 6}}]}
                """))
                .containsExactly(
                        "confirmed by 2 verifiers (eu, orders) in 7 ms",
                        "cannot accept by themselves any more: 1 (us)",
                        "behind eu: 3 confirmed, 1 cannot accept any more, 0 missing",
                        "behind us: 4 confirmed, 3 cannot accept any more, 0 missing",
                        "behind asia: 5 confirmed, 0 cannot accept any more, 6 missing");
    }

    @Test
    void whereNobodyWasWaitedForNothingIsSaid() {
        assertThat(Confirmations.lines(Doc.read("{}").orElseThrow())).isEmpty();
    }
}
