package ripcord.acceptance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ripcord.acceptance.client.Answer;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.service.Service;
import tools.jackson.databind.JsonNode;

/// A service that embeds the verifier, as a process.
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final URI uri;
    private final Http http = Http.plain(Duration.ofSeconds(90));

    private ServiceProcess(Process process) {
        this.process = process;
        this.uri = URI.create("http://127.0.0.1:" + readPort());
        checkThatClocksCompare();
    }

    /// How a service is to be started. Every `with` gives a copy.
    ///
    /// @param name      of its subscription
    /// @param server    where it reaches the server, perhaps a proxy
    /// @param issuers   whose tokens it takes
    /// @param audience  that it expects
    /// @param whenStale `introspect`, `reject`, or `accept:` and a duration
    public record Settings(
            String name,
            URI server,
            List<URI> issuers,
            String audience,
            Path keyFile,
            Duration maxStaleness,
            String whenStale,
            Map<String, String> environment) {

        /// For the tokens of one tenant, with the bound of the default policy and `reject`.
        public static Settings of(ServerProcess server, String name, String tenant) {
            URI issuer = server.issuer(tenant);
            return new Settings(
                    name,
                    server.uri(),
                    List.of(issuer),
                    issuer.toString(),
                    server.rootKeyFile(),
                    Duration.ofSeconds(2),
                    "reject",
                    Map.of());
        }

        public Settings through(URI proxy) {
            return new Settings(name, proxy, issuers, audience, keyFile, maxStaleness, whenStale, environment);
        }

        public Settings whenStale(String mode) {
            return new Settings(name, server, issuers, audience, keyFile, maxStaleness, mode, environment);
        }

        public Settings maxStaleness(Duration bound) {
            return new Settings(name, server, issuers, audience, keyFile, bound, whenStale, environment);
        }

        public Settings environment(Map<String, String> more) {
            return new Settings(name, server, issuers, audience, keyFile, maxStaleness, whenStale, more);
        }

        /// Has the log from a relay, and all else from the server. Takes the place of other environment.
        public Settings behind(URI relay, Path relayKey) {
            return environment(Map.of(Service.RELAY, relay.toString(), Service.RELAY_KEY_FILE, relayKey.toString()));
        }

        private List<String> arguments() {
            return Stream.concat(
                            Stream.of(
                                    name,
                                    server.toString(),
                                    audience,
                                    keyFile.toString(),
                                    maxStaleness.toString(),
                                    whenStale),
                            issuers.stream().map(URI::toString))
                    .toList();
        }
    }

    /// Returns when it serves, which is before its verifier has any evidence: see [#awaitFresh].
    public static ServiceProcess start(Settings settings) {
        List<String> command = Stream.concat(Build.service(Service.class).stream(), settings.arguments().stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(new HashMap<>(settings.environment()));
        try {
            return new ServiceProcess(Processes.start(builder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readPort() {
        try {
            String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (port == null) {
                throw new AssertionError("the service ended before it served");
            }
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tests compare moments of several processes: that must be possible on this machine.
    private void checkThatClocksCompare() {
        long before = System.nanoTime();
        long there = freshness().path("begun").asLong();
        if (there < before || there > System.nanoTime()) {
            throw new IllegalStateException("System.nanoTime() is not one clock for all processes of this machine");
        }
    }

    public JsonNode freshness() {
        return http.send(Call.to(uri, "/freshness").get()).expect(200).json();
    }

    /// Waits until it verifies by itself, by a copy of the log that is from after this call: it knows all that was
    /// acknowledged before, and from whoever serves it now.
    public ServiceProcess awaitFresh() {
        long called = System.nanoTime();
        Await.until(STARTS_WITHIN, "the verifier is fresh", () -> isFreshSince(called));
        return this;
    }

    private boolean isFreshSince(long moment) {
        JsonNode freshness = freshness();
        long evidence = freshness.path("begun").asLong()
                - freshness.path("staleness_nanos").asLong();
        return freshness.path("fresh").asBoolean() && evidence - moment > 0;
    }

    /// Whether its copy of the log is within its bound.
    public boolean isFresh() {
        return freshness().path("fresh").asBoolean();
    }

    /// As a caller sees it: 200 or 401.
    public Answer call(String accessToken) {
        return http.send(Call.to(uri, "/hello").bearer(accessToken).get());
    }

    public Checked check(String accessToken) {
        return check(List.of(accessToken)).getFirst();
    }

    /// One after the other, in this order.
    public List<Checked> check(List<String> accessTokens) {
        return checkAndProbe(accessTokens).subList(0, accessTokens.size());
    }

    /// One after the other, and last, about no token, what the verifier says of its own freshness.
    public List<Checked> checkAndProbe(List<String> accessTokens) {
        JsonNode answer = http.send(Call.to(uri, "/check").post(Map.of("tokens", accessTokens)))
                .expect(200)
                .json();
        return Stream.concat(answer.path("results").valueStream(), Stream.of(answer.path("probe")))
                .map(Checked::of)
                .toList();
    }

    /// SIGSTOP
    public void freeze() {
        Processes.freeze(process);
    }

    /// SIGCONT
    public void thaw() {
        Processes.thaw(process);
    }

    /// SIGKILL
    public void kill() {
        Processes.kill(process);
    }

    /// Closes the verifier as a service does that is shut down, and waits for the end.
    public void leave() {
        Processes.stop(process);
    }

    @Override
    public void close() {
        Processes.kill(process);
    }
}
