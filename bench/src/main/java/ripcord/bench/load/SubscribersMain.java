package ripcord.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ripcord.verifier.Algorithm;
import ripcord.verifier.Verification;
import ripcord.verifier.VerifiedToken;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/// A process of services: reads an access token per line, verifies it with each of its verifiers, answers `ready`, and
/// prints a line for each verifier that is told that the token is void: `refused` if it refuses it as revoked, else
/// `unsure`, and the monotonic clock in nanoseconds. Those lines come when all have been told: each by itself would be
/// a write, and would wake who reads it, while the others have yet to hear.
///
/// Arguments: issuer, port of the server, file of the API key, number of verifiers.
final class SubscribersMain {
    private final List<Verifier> verifiers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private SubscribersMain() {}

    static void main(String[] args) throws Exception {
        var main = new SubscribersMain();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            main.verifiers.add(Verifier.builder()
                    .issuer(args[0])
                    .server(URI.create("http://localhost:" + args[1]))
                    .allowAnyAudience()
                    .algorithms(Algorithm.ES256)
                    .maxStaleness(Duration.ofSeconds(2))
                    .whenStale(WhenStale.reject())
                    .apiKeyFile(java.nio.file.Path.of(args[2]))
                    .name("bench")
                    .build());
        }
        main.answer();
    }

    private void answer() throws IOException, InterruptedException {
        for (var verifier : verifiers) {
            if (!verifier.awaitFresh(Duration.ofSeconds(30))) {
                throw new IllegalStateException("a verifier has no fresh copy of the log after 30 s");
            }
        }
        say("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String token = in.readLine(); token != null; token = in.readLine()) {
            String held = token;
            for (var verifier : verifiers) {
                verifier.watch(accepted(verifier, held), () -> refused(verifier, held));
            }
            say("ready");
        }
    }

    /// A busy machine can leave a verifier behind its bound for a moment.
    private static VerifiedToken accepted(Verifier verifier, String token) throws InterruptedException {
        for (int tries = 0; tries < 5; tries++) {
            if (verifier.verify(token) instanceof Verification.Valid(var valid)) {
                return valid;
            }
            boolean _ = verifier.awaitFresh(Duration.ofSeconds(5));
        }
        throw new IllegalStateException("refused before it was revoked: " + verifier.verify(token));
    }

    private void refused(Verifier verifier, String token) {
        var verification = verifier.verify(token);
        long now = System.nanoTime();
        boolean isSure = verification instanceof Verification.Rejected(var reason, var _, var _)
                && reason == Verification.Reason.REVOKED;
        note((isSure ? "refused " : "unsure ") + now);
    }

    private synchronized void note(String line) {
        told.add(line);
        if (told.size() == verifiers.size()) {
            say(String.join("\n", told));
            told.clear();
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
