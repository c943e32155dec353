package ripcord.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;
import ripcord.server.doctor.Finding.Level;
import ripcord.server.redis.RedisProcess;

class RedisChecksTest {
    private static List<Finding> of(RedisProcess process) {
        return RedisChecks.of(new Config.RedisServer(process.url(), null));
    }

    @Test
    void aRedisThatDropsWhatItHasNoRoomForIsFine() {
        try (var process = RedisProcess.single("--maxmemory", "10mb", "--maxmemory-policy", "allkeys-lru")) {
            assertThat(of(process))
                    .allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Level.OK));
        }
    }

    @Test
    void aRedisWithoutABoundIsAWarning() {
        try (var process = RedisProcess.single()) {
            assertThat(of(process))
                    .anySatisfy(finding -> assertThat(finding.found()).startsWith("maxmemory is not set"));
        }
    }

    @Test
    void aRedisThatRefusesWhatItHasNoRoomForIsAWarning() {
        try (var process = RedisProcess.single("--maxmemory", "10mb", "--maxmemory-policy", "noeviction")) {
            assertThat(of(process)).anySatisfy(finding -> {
                assertThat(finding.level()).isEqualTo(Level.WARNING);
                assertThat(finding.found()).startsWith("full, it refuses writes");
            });
        }
    }

    @Test
    void aRedisThatIsNotThereIsAWarningAndNoError() {
        var nobody =
                new Config.RedisServer(RedisUrl.parse("redis://127.0.0.1:1").orElseThrow(), null);

        assertThat(RedisChecks.of(nobody)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.found()).contains("cannot be reached").contains("refused");
        });
    }

    @Test
    void whereNoneIsConfiguredNothingIsSaid() {
        assertThat(RedisChecks.of(null)).isEmpty();
    }
}
