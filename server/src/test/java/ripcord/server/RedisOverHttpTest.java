package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.redis.RedisProcess;

/// The whole server with a real Redis, seen from outside.
class RedisOverHttpTest {
    @TempDir
    Path folder;

    private RedisProcess redis;
    private LiveServer server;

    @BeforeEach
    void start() {
        redis = RedisProcess.single();
        server = started();
        await(() -> server.counted("ripcord_redis_connected") == 1);
    }

    @AfterEach
    void stop() {
        server.close();
        redis.close();
    }

    private LiveServer started() {
        return LiveServer.start(folder, new Config.RedisServer(redis.url(), null));
    }

    private boolean isActive(String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", token))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private void end(LiveServer.SignedIn session) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + session.session())
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    private String state() {
        return server.http().get("/health").send().expect(200).text("/redis");
    }

    private String events() {
        try {
            return Files.readString(folder.resolve("events.jsonl"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void startAnew() {
        server.close();
        server = started();
        await(() -> server.counted("ripcord_redis_connected") == 1);
    }

    /// Several, since a server that has just started may be too slow for the first.
    private List<LiveServer.SignedIn> signInSome() {
        // A store that starts knows nothing of what came before its oldest entry.
        end(server.signIn("carol"));
        var some = new ArrayList<LiveServer.SignedIn>();
        await(() -> {
            some.add(server.signIn("alice-" + some.size()));
            return redis.keys().size() > 10;
        });
        return some;
    }

    @Test
    void aServerThatStartsAnewFindsSessionsInRedisAndNoneThatWasEnded() {
        var some = signInSome();
        var bob = some.getFirst();
        end(bob);

        await(() -> {
            startAnew();
            assertThat(isActive(bob.sessionToken())).isFalse();
            some.stream()
                    .skip(1)
                    .forEach(alice -> assertThat(isActive(alice.sessionToken())).isTrue());
            return server.counted("ripcord_redis_session_copies_total{outcome=\"hit\"}") > 0
                    && server.counted("ripcord_sessions_found_total{where=\"redis\"}") > 0;
        });
    }

    @Test
    void aRedisThatIsGoneIsToldAndNobodyNoticesOtherwise() {
        assertThat(state()).isEqualTo("ok");
        var alice = server.signIn("alice");

        redis.kill();
        await(() -> state().equals("degraded"));
        assertThat(isActive(alice.sessionToken())).isTrue();
        end(alice);
        assertThat(isActive(alice.sessionToken())).isFalse();
        assertThat(isActive(server.signIn("bob").sessionToken())).isTrue();
        assertThat(server.http().get("/health/ready").send().status()).isEqualTo(200);

        redis.start();
        await(() -> state().equals("ok"));
        await(() -> events().contains("redis_restored"));
        assertThat(events()).contains("redis_degraded");
    }

    @Test
    void whatSomebodyElsePutThereIsToldAndNotUsed() {
        var some = signInSome();
        redis.keys().forEach(key -> redis.set(key, new byte[] {1, 2, 3}));
        startAnew();

        some.forEach(alice -> assertThat(isActive(alice.sessionToken())).isTrue());

        await(() -> events().contains("copy_refused"));
    }

    @Test
    void aNodeWithoutRedisSaysNothingOfIt() {
        server.close();
        server = LiveServer.start(folder);

        assertThat(server.http().get("/health").send().expect(200).body()).doesNotContain("redis");
        assertThat(server.http().get("/metrics").bearer(server.rootKey()).send().body())
                .doesNotContain("ripcord_redis");
    }
}
