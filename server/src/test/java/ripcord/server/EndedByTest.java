package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Whoever ends a session is named in it and in its history, whatever they ended it with.
class EndedByTest {
    @TempDir
    Path folder;

    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"session,admin", "subject,subject", "client,client", "tenant,tenant"})
    void whoEndedItAndWhyIsToldBeforeTheSweepAndAfter(String type, String reason) {
        var session = server.signIn("alice").session();
        var created = session(session).at("/history/0/actor").stringValue();
        revoke(type, session);

        var before = session(session);
        server.clock().advance(Duration.ofSeconds(31));
        server.server().tidyUp();
        var after = session(session);

        assertThat(before.at("/session/end_reason").stringValue()).isEqualTo(reason);
        assertThat(before.at("/session/actor").stringValue())
                .startsWith("api_key:")
                .isEqualTo(created);
        assertThat(before.at("/session/detail").stringValue()).isEqualTo("drill");
        assertThat(after.get("session")).isEqualTo(before.get("session"));
        var last = after.get("history").get(after.get("history").size() - 1);
        assertThat(last.get("event").stringValue()).isEqualTo("ended");
        assertThat(last.get("actor").stringValue()).isEqualTo(created);
        assertThat(last.get("detail").stringValue()).isEqualTo("drill");
        assertThat(last.get("at")).isEqualTo(after.at("/session/ended_at"));
    }

    private JsonNode session(String id) {
        return server.http()
                .get(LiveServer.TENANT + "/sessions/" + id)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json();
    }

    private void revoke(String type, String session) {
        var body = new HashMap<>(Map.of("target_type", type, "reason", "drill"));
        var targets = Map.of("session", session, "subject", "alice", "client", "default");
        if (targets.containsKey(type)) {
            body.put("target", targets.get(type));
        }
        server.http()
                .post(LiveServer.TENANT + "/revocations")
                .bearer(server.rootKey())
                .json(body)
                .send()
                .expect(201);
    }
}
