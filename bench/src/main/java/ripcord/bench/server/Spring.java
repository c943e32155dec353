package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Script;

/// The minimal Spring Authorization Server of `bench/others`.
///
/// @param database empty for what it holds in memory
record Spring(Optional<PostgresServer.Database> database) implements Other {
    @Override
    public String name() {
        return "Spring Authorization Server, " + (database.isPresent() ? "PostgreSQL" : "in memory");
    }

    @Override
    public Running start() throws IOException, InterruptedException {
        int port = Running.freePort();
        var target = Ripcord.root().resolve("bench/others/target");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                target.resolve("ripcord-bench-others.jar") + ":" + target.resolve("lib") + "/*",
                "ripcord.bench.others.AuthorizationServer",
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--bench.users=" + Others.SESSIONS,
                "--bench.store=" + (database.isPresent() ? "jdbc" : "memory")));
        database.ifPresentOrElse(
                its -> command.addAll(List.of(
                        "--spring.datasource.url=" + its.url(), "--spring.datasource.username=" + PostgresServer.USER)),
                () -> command.add(
                        "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
        return Running.start(new Running.What(Cores.server(command), port, "/oauth2/jwks", Map.of()));
    }

    @Override
    public Map<String, Script.Scripts> scripts(Running server) throws IOException {
        var oauth = new OAuth(server.endpoint(), "/oauth2/token", "/oauth2/introspect", "/oauth2/jwks");
        return oauth.scripts(IntStream.range(0, Others.SESSIONS)
                .mapToObj(i -> "refresh-" + i)
                .toList());
    }
}
