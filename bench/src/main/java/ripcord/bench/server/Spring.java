package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Script;

/// The minimal Spring Authorization Server of `bench/others`.
///
/// @param database empty for what it holds in memory
/// @param sessions how many authorizations it has
/// @param indexed  whether its columns of tokens are, which its own tables do not have
record Spring(Optional<PostgresServer.Database> database, int sessions, boolean indexed) implements Other {
    @Override
    public String name() {
        return String.format(
                Locale.ROOT,
                "Spring Authorization Server, %s, %,d authorizations%s",
                database.isPresent() ? "PostgreSQL" : "in memory",
                sessions,
                indexed ? ", all columns of tokens indexed" : "");
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
                "--bench.users=" + sessions,
                "--bench.indexed=" + indexed,
                "--bench.store=" + (database.isPresent() ? "jdbc" : "memory")));
        database.ifPresentOrElse(
                its -> command.addAll(List.of(
                        "--spring.datasource.url=" + its.url(), "--spring.datasource.username=" + PostgresServer.USER)),
                () -> command.add(
                        "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
        return Running.start(new Running.What(Cores.server(command), port, "/oauth2/jwks", Map.of()));
    }

    @Override
    public Map<String, Script.Scripts> scripts(Running server) {
        var oauth = new OAuth(server.endpoint(), "/oauth2/token", "/oauth2/introspect", "/oauth2/jwks");
        var tokens = IntStream.range(0, sessions).mapToObj(i -> "refresh-" + i).toList();
        var scripts = oauth.scripts(connections(), tokens, "refresh-spare");
        if (sessions != Others.SESSIONS || database.isEmpty()) {
            // What looks nothing up takes as long.
            scripts.keySet().retainAll(List.of(INTROSPECTION, REFRESH));
        }
        return scripts;
    }
}
