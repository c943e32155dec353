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
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/// A process of services: reads an access token per line, verifies it with each of its verifiers, answers `ready`, and
/// prints
/// `refused` and the monotonic clock in nanoseconds once for each verifier that refuses it as revoked.
///
/// Arguments: issuer, port of the server, file of the API key, number of verifiers.
final class SubscribersMain {
    private final List<Verifier> verifiers = new ArrayList<>();

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
                if (!(verifier.verify(held) instanceof Verification.Valid(var valid))) {
                    throw new IllegalStateException("refused before it was revoked: " + verifier.verify(held));
                }
                verifier.watch(valid, () -> refused(verifier, held));
            }
            say("ready");
        }
    }

    private static void refused(Verifier verifier, String token) {
        if (verifier.verify(token) instanceof Verification.Rejected(var reason, var _, var _)
                && reason == Verification.Reason.REVOKED) {
            say("refused " + System.nanoTime());
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
