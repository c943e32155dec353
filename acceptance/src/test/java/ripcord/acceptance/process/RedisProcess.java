package ripcord.acceptance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/// A Redis as a process. It keeps nothing: started again, it is empty.
public final class RedisProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final int PATIENCE_MS = 5_000;

    private final Path folder;
    private final int port = Build.freePort();
    private Process process;

    private RedisProcess(Path folder) {
        this.folder = folder;
        this.process = launch();
    }

    /// Starts it, and returns when it answers.
    ///
    /// @param folder empty; gets what the process prints
    public static RedisProcess start(Path folder) {
        RedisProcess server = new RedisProcess(folder);
        server.awaitReady();
        return server;
    }

    private static final class Unpacked {
        static final String PROGRAM = unpack();

        private static String unpack() {
            try {
                return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Process launch() {
        List<String> command = List.of(
                Unpacked.PROGRAM,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString());
        try {
            return Processes.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("redis.log").toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again, and returns when it answers.
    public void startAgain() {
        process = launch();
        awaitReady();
    }

    private void awaitReady() {
        Await.until(STARTS_WITHIN, "Redis answers; see " + folder.resolve("redis.log"), this::answers);
    }

    private boolean answers() {
        try {
            return say("PING").equals("+PONG");
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /// As somebody at a prompt.
    ///
    /// @return the first line of the answer, as the protocol has it
    public String say(String command) {
        return talk(command, "");
    }

    /// The number behind `name:` in what `INFO` says.
    public long info(String name) {
        String line = talk("INFO", name + ":");
        return Long.parseLong(line.substring(name.length() + 1));
    }

    /// One on which servers of Ripcord listen.
    ///
    /// @throws UncheckedIOException if there is none
    public String channel() {
        return talk("PUBSUB CHANNELS", "ripcord:");
    }

    /// The first line that begins so.
    private String talk(String command, String start) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            while (line != null && !line.startsWith(start)) {
                line = answer.readLine();
            }
            if (line == null) {
                throw new IOException("no answer to " + command);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    public int port() {
        return port;
    }

    @Override
    public void close() {
        kill();
    }
}
