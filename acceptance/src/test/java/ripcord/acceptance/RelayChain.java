package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.process.CommandProcess;
import ripcord.acceptance.process.RelayProcess;
import ripcord.acceptance.process.ServerProcess;
import ripcord.acceptance.process.ServiceProcess;
import ripcord.acceptance.process.ServiceProcess.Settings;

/// A server and a chain of two relays behind it, with keys made as an operator makes them.
final class RelayChain implements AutoCloseable {
    final ServerProcess server;
    final RelayProcess first;
    final RelayProcess second;

    /// What verifiers show to either of the two.
    final Path verifiersKey;

    private final Path folder;

    RelayChain(Path folder, Duration acceptance) {
        this.folder = folder;
        this.verifiersKey = folder.resolve("orders-at-relay.key");
        server = ServerProcess.start(folder);
        Path keys = folder.resolve("relay.keys");
        Path shown = folder.resolve("first.key");
        Path shownToFirst = folder.resolve("second.key");
        run("api-key", "create", "--name", "first", "--all-tenants", "--right", "feed", "--out", shown.toString());
        typed("relay-key", "second", "--keys-file", keys.toString(), "--output", shownToFirst.toString());
        typed("relay-key", "orders", "--keys-file", keys.toString(), "--output", verifiersKey.toString());
        first = RelayProcess.start(new RelayProcess.Settings("first", server.uri(), shown, keys, acceptance), folder);
        second = RelayProcess.start(
                new RelayProcess.Settings("second", first.uri(), shownToFirst, keys, acceptance), folder);
    }

    /// Types a command that asks the server.
    ///
    /// @return what it prints
    String run(String... words) {
        return typed(
                Stream.concat(Stream.of(words), Stream.of("--url", server.uri().toString()))
                        .toArray(String[]::new));
    }

    private String typed(String... words) {
        var environment = Map.of("RIPCORD_KEY_FILE", server.rootKeyFile().toString());
        try (var command = CommandProcess.start(folder.resolve("command.log"), environment, words)) {
            assertThat(command.await()).as(command.printed()).isZero();
            return command.printed();
        }
    }

    /// A service that has the log from one of the relays.
    ServiceProcess service(String name, URI relay, Duration bound) {
        return ServiceProcess.start(Settings.of(server, name, ServerProcess.TENANT)
                        .behind(relay, verifiersKey)
                        .maxStaleness(bound))
                .awaitFresh();
    }

    /// Where the processes keep what they keep, and print.
    Path folder() {
        return folder;
    }

    Backend backend() {
        return server.backend();
    }

    @Override
    public void close() {
        second.close();
        first.close();
        server.close();
    }
}
