package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the build made, and how it is run.
public final class Build {
    /// Commands that live long enough for the second compiler to pay.
    private static final Set<String> LASTING = Set.of("serve", "relay", "migrate", "bench");

    private Build() {}

    /// The folder that holds `pom.xml`, `README.md` and `ripcord`.
    public static Path root() {
        String stated = System.getProperty("ripcord.root");
        return stated == null ? Path.of("").toAbsolutePath().getParent() : Path.of(stated);
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /// The command line that `./ripcord` ends in, without its look for sources newer than the jar.
    static List<String> ripcord(List<String> words) {
        Path server = root().resolve("server");
        Path jar = server.resolve("target/ripcord-server.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing (expected: ./mvnw package made it)");
        }
        List<String> command = new ArrayList<>(List.of(java().toString()));
        Path options = server.resolve("jvm.options");
        if (Files.exists(options)) {
            command.add("@" + options);
        }
        Path cache = server.resolve("target/ripcord.aot");
        if (isNewer(cache, jar)) {
            command.add("-XX:AOTCache=" + cache);
        }
        if (!LASTING.contains(words.getFirst())) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(words);
        return command;
    }

    /// A class of the tests as a process of its own, on the tests' class path.
    static List<String> service(Class<?> main) {
        return List.of(
                java().toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    /// A port that was free a moment ago.
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isNewer(Path file, Path than) {
        try {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
