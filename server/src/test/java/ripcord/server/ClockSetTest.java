package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine whose clock is set while the one server of a folder runs on it, and set right again.
class ClockSetTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void end(LiveServer.SignedIn who) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + who.session())
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    private boolean isActive(LiveServer.SignedIn who) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", who.accessToken()))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    @Test
    void whatWasTakenBackWhileTheClockWasBehindStaysSo() {
        server.policy("default", "access_token", "lifetime", "PT60M");
        clock.advance(Duration.ofMinutes(45));
        var alice = server.signIn("alice");
        server.server().tidyUp();
        clock.advance(Duration.ofMinutes(-30));
        end(alice);
        assertThat(isActive(alice)).isFalse();

        clock.advance(Duration.ofMinutes(30 + 47));
        server.server().tidyUp();

        assertThat(isActive(alice)).isFalse();
    }

    /// Positions of the log stay ahead then, and a token that says so is refused by every verifier.
    @Test
    void whoSignsInAfterTheClockWasAheadIsAccepted() {
        var bob = server.signIn("bob");
        clock.advance(Duration.ofHours(2));
        end(bob);
        clock.advance(Duration.ofHours(-2));

        var alice = server.signIn("alice");

        assertThat(isActive(alice)).isTrue();
        end(alice);
        assertThat(isActive(alice)).isFalse();
        assertThat(isActive(bob)).isFalse();
    }
}
