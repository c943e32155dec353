package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.verifier.Algorithm;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/// What a subject may do is cached in verifiers, and a change reaches them by the log: the same access token may more
/// on one of its next requests.
class RolesReachTest {

    @TempDir
    Path folder;

    @Test
    void aChangeOfRolesReachesATokenThatWasIssuedBeforeIt() throws IOException {
        var clock = new MovableClock();
        clock.set(Instant.now());
        try (var server = LiveServer.start(folder, clock)) {
            put(server, "reader");
            var alice = server.signIn("alice");
            try (var verifier = verifier(server)) {
                await("the first roles", () -> roles(verifier, alice).equals(List.of("reader")));
                put(server, "editor");

                await("the new roles", () -> roles(verifier, alice).equals(List.of("editor")));

                assertThat(verifier.verify(alice.accessToken())).isInstanceOf(Verification.Valid.class);
            }
        }
    }

    private static Verifier verifier(LiveServer server) {
        return Verifier.builder()
                .issuer(LiveServer.BASE_URL + "/t/default")
                .server(server.uri())
                .audience(LiveServer.BASE_URL + "/t/default")
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey(server.apiKey(List.of("default"), List.of("feed", "introspect", "authz.read")))
                .build();
    }

    private static void put(LiveServer server, String role) {
        server.http()
                .put(LiveServer.TENANT + "/subjects/alice")
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled", false, "roles", List.of(role), "entitlements", List.of(), "attributes", Map.of()))
                .send()
                .expect(200);
    }

    /// Empty while the verifier does not know enough yet.
    private static List<String> roles(Verifier verifier, SignedIn signedIn) {
        return verifier.verify(signedIn.accessToken()) instanceof Verification.Valid(var token)
                ? verifier.authorization(token).orElseThrow().roles()
                : List.of();
    }
}
