package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.config.ConfigException;
import ripcord.server.relay.ShownKey;
import ripcord.server.tenant.TenantId;

/// Where a relay finds what it follows, and what it shows there.
class RelayConfigTest {
    @TempDir
    Path folder;

    private ShownKey key(String content) throws IOException, ConfigException {
        return ShownKey.read(Files.writeString(folder.resolve("up.key"), content));
    }

    @ParameterizedTest
    @CsvSource({
        "https://id.example, https://id.example/feed, https://id.example/t/shop/feed",
        "https://id.example/, https://id.example/feed, https://id.example/t/shop/feed",
        "https://id.example/ripcord, https://id.example/ripcord/feed, https://id.example/ripcord/t/shop/feed",
        "https://id.example:8443/a/b/, https://id.example:8443/a/b/feed, https://id.example:8443/a/b/t/shop/feed"
    })
    void aBaseUrlMayHaveAPath(URI base, URI ofAll, URI ofOne) throws Exception {
        var key = key("rc_k_x");

        assertThat(new RelayConfig.Followed(base, key, null).feed()).isEqualTo(ofAll);
        assertThat(new RelayConfig.Followed(base, key, new TenantId("shop")).feed())
                .isEqualTo(ofOne);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "rc_k_ü"})
    void whatIsNoKeyIsNotBegunWith(String content) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> key(content))
                .withMessageContaining("--upstream-key-file")
                .withMessageContaining("expected: a file with an API key");
    }

    @Test
    void aFileThatIsBeingWrittenChangesNothing() throws Exception {
        var shown = key("rc_k_first\n");
        Files.writeString(folder.resolve("up.key"), "");

        assertThat(shown.isReplaced()).isFalse();
        assertThat(shown.reveal()).isEqualTo("rc_k_first");

        Files.delete(folder.resolve("up.key"));
        assertThat(shown.isReplaced()).isFalse();

        Files.writeString(folder.resolve("up.key"), "rc_k_second");
        assertThat(shown.isReplaced()).isTrue();
        assertThat(shown.isReplaced()).isFalse();
        assertThat(shown.reveal()).isEqualTo("rc_k_second");
        assertThat(shown).hasToString("ShownKey[redacted]");
    }
}
