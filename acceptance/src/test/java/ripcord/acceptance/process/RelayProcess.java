package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;

/// `ripcord relay` as a process. It keeps its port, and nothing else, through [#kill] and [#launchAgain].
public final class RelayProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final Settings settings;
    private final Path log;
    private final int port = Build.freePort();
    private final Http http = Http.toServer(Duration.ofSeconds(15));
    private Process process;

    /// How a relay is to be started.
    ///
    /// @param name     what it is called upstream
    /// @param upstream a server's base URL, or another relay's
    /// @param shown    the file of the key that it shows there
    /// @param keysFile who may follow it
    public record Settings(String name, URI upstream, Path shown, Path keysFile, Duration acceptance) {}

    private RelayProcess(Settings settings, Path folder) {
        this.settings = settings;
        this.log = folder.resolve(settings.name + ".log");
        this.process = launch();
    }

    /// Starts it, and returns when verifiers are welcome.
    ///
    /// @param folder for what it prints
    public static RelayProcess start(Settings settings, Path folder) {
        RelayProcess relay = new RelayProcess(settings, folder);
        relay.awaitReady();
        return relay;
    }

    private Process launch() {
        List<String> words =
                new ArrayList<>(List.of("relay", "--name", settings.name, "--port", Integer.toString(port)));
        words.addAll(List.of("--upstream", settings.upstream.toString()));
        words.addAll(List.of("--upstream-key-file", settings.shown.toString()));
        words.addAll(List.of("--keys-file", settings.keysFile.toString()));
        words.addAll(List.of("--acceptance", settings.acceptance.toString()));
        List<String> command = new ArrayList<>(Processes.whichHeedSigint());
        command.addAll(Build.ripcord(words));
        try {
            return Processes.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again, without waiting until it is ready.
    public void launchAgain() {
        process = launch();
    }

    public void awaitReady() {
        Await.until(STARTS_WITHIN, settings.name + " is ready; it printed: " + printed(), this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("the relay ended with " + process.exitValue() + "; it printed: " + printed());
        }
        try {
            return http.send(Call.to(uri(), "/health/ready").get()).status() == 200;
        } catch (LostAnswerException _) {
            return false;
        }
    }

    /// How another one is to be started that is like this one.
    public Settings settings(String name) {
        return new Settings(name, settings.upstream, settings.shown, settings.keysFile, settings.acceptance);
    }

    public URI uri() {
        return URI.create("http://localhost:" + port);
    }

    public int port() {
        return port;
    }

    /// SIGKILL
    public void kill() {
        Processes.kill(process);
    }

    /// SIGSTOP
    public void freeze() {
        Processes.freeze(process);
    }

    /// SIGCONT
    public void thaw() {
        Processes.thaw(process);
    }

    /// SIGTERM.
    ///
    /// @return what it ended with
    public int stop() {
        Processes.stop(process);
        return process.exitValue();
    }

    /// SIGINT.
    ///
    /// @return what it ended with
    public int interrupt() {
        Processes.interrupt(process);
        Await.until(STARTS_WITHIN, settings.name + " ends", () -> !process.isAlive());
        return process.exitValue();
    }

    /// Everything that it printed, of all its lives.
    public String printed() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Processes.kill(process);
    }
}
