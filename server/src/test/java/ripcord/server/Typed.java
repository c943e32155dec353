package ripcord.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import ripcord.server.cli.Commands;
import ripcord.server.cli.Terminal;
import ripcord.server.cli.Terminal.People;
import ripcord.server.cli.World;

/// Commands as somebody types them in a folder, and what became of them.
final class Typed {
    private final Path folder;
    private final InstantSource clock;
    private final Map<String, String> environment = new HashMap<>();
    private LongSupplier nanos = System::nanoTime;
    private World.Pause pause = Thread::sleep;

    Typed(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// Where a live server is, with its root key in `data/`.
    static Typed at(LiveServer server, Path folder) {
        return new Typed(folder, server.clock())
                .with("RIPCORD_URL", server.uri().toString());
    }

    Typed with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// With another clock that only runs forward.
    Typed with(LongSupplier nanos) {
        this.nanos = nanos;
        return this;
    }

    /// With another way to wait between two looks.
    Typed with(World.Pause pause) {
        this.pause = pause;
        return this;
    }

    /// What a command left behind.
    record Outcome(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    /// Runs a command where nobody looks.
    Outcome run(String... arguments) {
        return run(People.NONE, "", arguments);
    }

    /// Runs a command in front of people who type `input`.
    Outcome run(People people, String input, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int code = commands(new Terminal(in, out, err, people)).run(arguments);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// All commands, to be run on `terminal`.
    Commands commands(Terminal terminal) {
        return Main.commands(new World(environment, terminal, folder, clock, nanos, pause));
    }

    /// The words of a command.
    static String[] words(String command, String... more) {
        return Stream.concat(Stream.of(command.split(" ")), Stream.of(more)).toArray(String[]::new);
    }
}
