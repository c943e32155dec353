package ripcord.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the operator says is understood, or refused with its key, its value and what was expected.
class ConfigTest {
    private static final Path HOME = Path.of("/home/op");

    @TempDir
    Path folder;

    private static Config read(Map<Key, String> flags, Map<String, String> environment, Optional<String> file)
            throws ConfigException {
        return Config.of(Statements.of(flags, environment, file), HOME);
    }

    private static Config flags(Map<Key, String> flags) throws ConfigException {
        return read(flags, Map.of(), Optional.empty());
    }

    private Optional<String> file(String toml) throws IOException {
        return Optional.of(
                Files.writeString(folder.resolve("ripcord.toml"), toml).toString());
    }

    @Test
    void nothingNeedsToBeSaid() throws ConfigException {
        var config = flags(Map.of());

        assertThat(config.data()).isEqualTo(Path.of("data"));
        assertThat(config.host().isLoopbackAddress()).isTrue();
        assertThat(config.port()).isEqualTo(8480);
        assertThat(config.adminPort()).isNull();
        assertThat(config.baseUrl()).isEqualTo(URI.create("http://localhost:8480"));
        assertThat(config.masterKeyFile()).isEqualTo(HOME.resolve(".config/ripcord/master.key"));
        assertThat(config.inMemory()).isEqualTo(Config.USUALLY_IN_MEMORY);
    }

    @Test
    void aFlagGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        var toml = file("port = 1\nadmin-port = 2\ndata = \"from file\"\n");
        var environment = Map.of("RIPCORD_PORT", "11", "RIPCORD_ADMIN_PORT", "12", "PATH", "x");

        var config = read(Map.of(Key.PORT, "21"), environment, toml);

        assertThat(config.port()).isEqualTo(21);
        assertThat(config.adminPort()).isEqualTo(12);
        assertThat(config.data()).isEqualTo(Path.of("from file"));
    }

    @Test
    void theEnvironmentMayNameTheFile() throws Exception {
        var environment = Map.of("RIPCORD_CONFIG", file("port = 4711").orElseThrow());

        assertThat(read(Map.of(), environment, Optional.empty()).port()).isEqualTo(4711);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT             | 65536       | --port: 65536 (expected: a port",
                "PORT             | eighty      | --port: eighty (expected: a port",
                "PORT             | -1          | --port: -1 (expected: a port",
                "ADMIN_PORT       | 8480        | --admin-port: 8480 (expected: another port",
                "HOST             | no.such.host.invalid | --host: no.such.host.invalid (expected: an address",
                "BASE_URL         | ftp://x     | --base-url: ftp://x (expected: http://",
                "BASE_URL         | http://my_host:80 | --base-url: http://my_host:80 (expected: http:// or https://, a host of letters,"
                        + " digits, dots and hyphens",
                "BASE_URL         | http://a@b  | --base-url: http://a@b (expected: http://",
                "BASE_URL         | http://b?c  | --base-url: http://b?c (expected: http://",
                "DATABASE_URL     | jdbc:mysql://h/d | --database-url: jdbc:mysql://h/d (expected: jdbc:postgresql://",
                "DATABASE_USER    | ripcord     | --database-user: ripcord (expected: a name, together with --database-url",
                "DATABASE_PASSWORD_FILE | pw    | --database-password-file: pw (expected: a file, together with",
                "DATABASE_READ_URL | jdbc:postgresql://h/d | --database-read-url: jdbc:postgresql://h/d (expected: jdbc:postgresql://",
                "DATABASE_LISTEN_URL | jdbc:postgresql://h/d | --database-listen-url: jdbc:postgresql://h/d (expected: jdbc:",
                "REDIS_URL        | http://h    | --redis-url: http://h (expected: redis://",
                "REDIS_URL        | redis://a,b | --redis-url: redis://a,b (expected: redis://",
                "REDIS_URL        | redis://h:0 | --redis-url: redis://h:0 (expected: redis://",
                "REDIS_URL        | redis://h/x | --redis-url: redis://h/x (expected: redis://",
                "REDIS_URL        | redis://h?a=b | --redis-url: redis://h?a=b (expected: redis://",
                "REDIS_URL        | redis-sentinel://h | --redis-url: redis-sentinel://h (expected: redis://",
                "REDIS_URL        | redis-cluster://h/1 | --redis-url: redis-cluster://h/1 (expected: redis://",
                "REDIS_PASSWORD_FILE | pw       | --redis-password-file: pw (expected: a file, together with --redis-url",
                "SESSIONS_IN_MEMORY | 999      | --sessions-in-memory: 999 (expected: a number from 1000 to 10000000",
                "SESSIONS_IN_MEMORY | 10000001 | --sessions-in-memory: 10000001 (expected: a number from",
                "SESSIONS_IN_MEMORY | many     | --sessions-in-memory: many (expected: a number from",
                "ALLOW_PLAIN_HTTP | yes         | --allow-plain-http: yes (expected: true or false)"
            })
    void whatMakesNoSenseIsRefused(Key key, String value, String message) {
        assertThatThrownBy(() -> flags(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/d?user=a&password=hunter2",
                "jdbc:postgresql://h/d?sslpassword=hunter2",
                "jdbc:postgresql://a:hunter2@h/d",
                "postgres://a:hunter2@h/d"
            })
    void aPasswordInAUrlIsRefusedAndNotSaidAgain(String url) {
        assertThatThrownBy(() -> flags(Map.of(Key.DATABASE_URL, url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--database-url: has a password in it")
                .hasMessageContaining("--database-password-file")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:hunter2@h",
                "rediss://ripcord:hunter2@h:6380/1",
                "redis://a:hunter2/b@h",
                "redis://h?password=hunter2"
            })
    void aPasswordInTheUrlOfARedisIsRefusedAndNotSaidAgain(String url) {
        assertThatThrownBy(() -> flags(Map.of(Key.REDIS_URL, url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--redis-url: has a password in it")
                .hasMessageContaining("--redis-password-file")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aRedisIsWhereItWasSaidToBe() throws Exception {
        assertThat(redis("redis://h"))
                .isEqualTo(new RedisUrl(RedisUrl.Kind.SINGLE, false, List.of(host("h", 6379)), "", 0, null));
        assertThat(redis("rediss://ripcord@[::1]:6380/2"))
                .isEqualTo(new RedisUrl(RedisUrl.Kind.SINGLE, true, List.of(host("::1", 6380)), "", 2, "ripcord"));
        assertThat(redis("redis-sentinel://a,b:5000/speed"))
                .isEqualTo(new RedisUrl(
                        RedisUrl.Kind.SENTINEL, false, List.of(host("a", 26379), host("b", 5000)), "speed", 0, null));
        assertThat(redis("rediss-cluster://a,b"))
                .isEqualTo(new RedisUrl(
                        RedisUrl.Kind.CLUSTER, true, List.of(host("a", 6379), host("b", 6379)), "", 0, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://h:6379",
                "rediss://[::1]:6380/2",
                "redis-sentinel://a:26379,b:5000/speed",
                "rediss-cluster://a:6379,b:6379"
            })
    void theAddressOfARedisIsShownAsItWasStated(String url) throws Exception {
        assertThat(redis(url)).hasToString(url);
    }

    private RedisUrl redis(String url) throws ConfigException {
        return flags(Map.of(Key.REDIS_URL, url)).redis().url();
    }

    private static RedisUrl.Host host(String name, int port) {
        return new RedisUrl.Host(name, port);
    }

    @Test
    void aDatabaseIsWhereItWasSaidToBe() throws Exception {
        var config = flags(Map.of(
                Key.DATABASE_URL,
                "jdbc:postgresql://h:5433/d?sslmode=verify-full",
                Key.DATABASE_USER,
                "ripcord",
                Key.DATABASE_PASSWORD_FILE,
                "/run/pw",
                Key.DATABASE_READ_URL,
                "jdbc:postgresql://replica/d",
                Key.DATABASE_LISTEN_URL,
                "jdbc:postgresql://direct/d"));

        assertThat(config.database())
                .isEqualTo(new Config.DatabaseServer(
                        "jdbc:postgresql://h:5433/d?sslmode=verify-full",
                        "ripcord",
                        Path.of("/run/pw"),
                        "jdbc:postgresql://replica/d",
                        "jdbc:postgresql://direct/d"));
    }

    @Test
    void theSourceIsNamedAsTheOperatorWroteIt() throws IOException {
        var toml = file("port = 70000");

        assertThatThrownBy(() -> read(Map.of(), Map.of("RIPCORD_PORT", "x"), Optional.empty()))
                .hasMessageStartingWith("RIPCORD_PORT: x");
        assertThatThrownBy(() -> read(Map.of(), Map.of(), toml)).hasMessageContaining("ripcord.toml: port: 70000");
    }

    @Test
    void whatIsUnknownIsRefused() throws IOException {
        var toml = file("prot = 1");

        assertThatThrownBy(() -> read(Map.of(), Map.of("RIPCORD_PROT", "a secret"), Optional.empty()))
                .hasMessageStartingWith("RIPCORD_PROT: unknown (expected: one of RIPCORD_DATA");
        assertThatThrownBy(() -> read(Map.of(), Map.of(), toml))
                .hasMessageContaining("prot: unknown (expected: one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port = ", "port = 1\nport = 2", "[port]\nx = 1", "port = [1]", "port = 1.5"})
    void aFileThatIsNoTomlOrHoldsNoValueIsRefused(String text) throws IOException {
        var toml = file(text);

        assertThatThrownBy(() -> read(Map.of(), Map.of(), toml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ripcord.toml");
    }

    @Test
    void theFileInTheReferenceIsTaken() throws Exception {
        var config = read(Map.of(), Map.of(), file(ConfigurationReference.EXAMPLE));

        assertThat(config.data()).isEqualTo(Path.of("/var/lib/ripcord"));
        assertThat(config.observation().metricsTenants()).containsExactly("acme", "globex");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> read(Map.of(), Map.of(), Optional.of("/nowhere.toml")))
                .hasMessageStartingWith("--config: /nowhere.toml");
    }

    @Test
    void plainHttpForOthersHasToBeAllowed() {
        assertThatThrownBy(() -> flags(Map.of(Key.HOST, "0.0.0.0")))
                .hasMessageStartingWith("--host: 0.0.0.0 (expected: a loopback address, or --allow-plain-http");
    }

    @Test
    void whoeverListensForOthersSaysWhatTheyCallHim() throws ConfigException {
        var open = Map.of(Key.HOST, "0.0.0.0", Key.ALLOW_PLAIN_HTTP, "true");
        var named =
                Map.of(Key.HOST, "0.0.0.0", Key.ALLOW_PLAIN_HTTP, "true", Key.BASE_URL, "https://id.example.com/auth/");

        assertThatThrownBy(() -> flags(open)).hasMessageStartingWith("--base-url: not stated");
        assertThat(flags(named).baseUrl()).isEqualTo(URI.create("https://id.example.com/auth"));
    }
}
