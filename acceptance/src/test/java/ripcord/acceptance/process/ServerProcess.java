package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Browser;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Device;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;

/// The packaged server as a process, with a store and a master key of its own. It keeps its port and its store
/// through [#kill] and [#restart].
public final class ServerProcess implements AutoCloseable {
    public static final String TENANT = "default";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    /// Instead of answering, it ended.
    public static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private EndedException(int status, String printed) {
            super("the server ended with " + status + "; it printed: " + printed);
        }
    }

    /// What one of several equal servers has in common with the others.
    ///
    /// @param baseUrl       what clients call all of them
    /// @param masterKeyFile made by the first that starts
    /// @param environment   added to the tests' own
    public record Shared(URI baseUrl, Path masterKeyFile, Map<String, String> environment) {}

    private final Path folder;
    private final int port = Build.freePort();
    private final Map<String, String> environment;
    private final URI baseUrl;
    private final Path masterKeyFile;
    private final Http http = Http.toServer(Duration.ofSeconds(15));
    private Process process;

    private ServerProcess(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
        this.baseUrl = uri();
        this.masterKeyFile = folder.resolve("master.key");
        this.process = launch();
    }

    private ServerProcess(Path folder, Shared shared) {
        this.folder = folder;
        this.environment = shared.environment();
        this.baseUrl = shared.baseUrl();
        this.masterKeyFile = shared.masterKeyFile();
        this.process = launch();
    }

    /// Starts one of several, without waiting until it answers.
    ///
    /// @param folder empty; for what is its own
    public static ServerProcess launch(Path folder, Shared shared) {
        return new ServerProcess(folder, shared);
    }

    /// Starts it, and returns when it answers.
    ///
    /// @param folder empty; gets the store, the master key and what the process prints
    public static ServerProcess start(Path folder) {
        return start(folder, Map.of());
    }

    /// Starts it with environment variables, and returns when it answers.
    ///
    /// @param environment added to the tests' own
    public static ServerProcess start(Path folder, Map<String, String> environment) {
        ServerProcess server = new ServerProcess(folder, environment);
        server.awaitReady();
        return server;
    }

    private Process launch() {
        List<String> words =
                new ArrayList<>(List.of("serve", "--data", data().toString(), "--port", Integer.toString(port)));
        words.addAll(List.of("--base-url", baseUrl.toString()));
        words.addAll(List.of("--master-key-file", masterKeyFile().toString()));
        ProcessBuilder builder = new ProcessBuilder(Build.ripcord(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        try {
            return Processes.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again on the same store, without waiting until it answers.
    public void launchAgain() {
        process = launch();
    }

    public void awaitReady() {
        Await.until(STARTS_WITHIN, "the server answers; it printed: " + printed(), this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new EndedException(process.exitValue(), printed());
        }
        try {
            return http.send(Call.to(uri(), "/health").get()).status() == 200;
        } catch (LostAnswerException _) {
            return false;
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void restart() {
        kill();
        launchAgain();
        awaitReady();
    }

    public long pid() {
        return process.pid();
    }

    /// SIGKILL
    public void kill() {
        Processes.kill(process);
    }

    /// SIGTERM, and waits for the end.
    public void stop() {
        Processes.stop(process);
    }

    /// SIGSTOP
    public void freeze() {
        Processes.freeze(process);
    }

    /// SIGCONT
    public void thaw() {
        Processes.thaw(process);
    }

    public Path data() {
        return folder.resolve("data");
    }

    public Path masterKeyFile() {
        return masterKeyFile;
    }

    public Path rootKeyFile() {
        return data().resolve("root.key");
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    public URI uri() {
        return URI.create("http://localhost:" + port);
    }

    public int port() {
        return port;
    }

    public URI issuer(String tenant) {
        return URI.create(uri() + "/t/" + tenant);
    }

    /// The default tenant's, with the root key.
    public Backend backend() {
        return new Backend(http, uri(), TENANT, rootKey());
    }

    public Device device(String tenant, String userAgent) {
        return new Device(http, uri(), tenant, userAgent);
    }

    public Browser browser(String tenant) {
        return new Browser(http, uri(), tenant);
    }

    public Http http() {
        return http;
    }

    public String rootKey() {
        try {
            return Files.readString(rootKeyFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The end of what it printed.
    public String printed() {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage()).orElse("unreadable");
        }
    }

    @Override
    public void close() {
        Processes.kill(process);
    }
}
