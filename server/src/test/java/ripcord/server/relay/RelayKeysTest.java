package ripcord.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of keys that changes while relays run.
class RelayKeysTest {
    private static final String ORDERS = RelayKeys.line("orders", List.of("*"), "rc_k_orders");
    private static final String SHOP = RelayKeys.line("shop", List.of("shop"), "rc_k_shop");

    @TempDir
    Path folder;

    private Path file;
    private final List<String> gone = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("relay.keys");
        write(ORDERS, SHOP);
    }

    private void write(String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    private RelayKeys read() throws RelayKeys.UnusableException {
        var keys = RelayKeys.read(file);
        keys.onGone(key -> gone.add(key.name()));
        return keys;
    }

    @Test
    void aFileThatIsNotAsExpectedTakesNobodyOutAndIsSaidUntilItIsMended() throws Exception {
        var keys = read();
        write("no key at all");

        keys.look();

        assertThat(keys.isUsable()).isFalse();
        assertThat(keys.find("rc_k_shop")).isPresent();
        assertThat(gone).isEmpty();
        write(ORDERS);
        keys.look();
        assertThat(keys.isUsable()).isTrue();
        assertThat(keys.find("rc_k_shop")).isEmpty();
        assertThat(gone).containsExactly("shop");
    }

    @Test
    void whoBeginsAnewWithABrokenFileGoesOnWithTheKeysOfBefore() throws Exception {
        var keys = read();
        Files.delete(file);
        keys.look();

        var next = keys.carriedOver();

        assertThat(next.isUsable()).isFalse();
        assertThat(next.find("rc_k_orders")).isPresent();
        write(SHOP);
        next.look();
        assertThat(next.find("rc_k_orders")).isEmpty();
        assertThat(gone).as("told to whoever has ended").isEmpty();
    }
}
