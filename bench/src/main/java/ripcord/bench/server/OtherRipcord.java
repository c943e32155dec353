package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Script;

/// Ripcord itself, asked what the others are asked.
final class OtherRipcord implements Other {
    static final String EMBEDDED = "Ripcord, embedded store";
    static final String POSTGRESQL = "Ripcord, PostgreSQL";
    private static final int OF_A_TENANT = 16;

    private final Optional<PostgresServer.Database> database;
    private final Path folder;

    /// @param database empty for the embedded store
    OtherRipcord(Optional<PostgresServer.Database> database) throws IOException {
        this.database = database;
        this.folder = Ripcord.newFolder();
    }

    @Override
    public String name() {
        return database.isPresent() ? POSTGRESQL : EMBEDDED;
    }

    @Override
    public Running start() throws IOException, InterruptedException {
        int port = Running.freePort();
        var on = database.map(its -> List.of("--database-url", its.url(), "--database-user", PostgresServer.USER))
                .orElse(List.of());
        return Running.start(new Running.What(
                Cores.server(Ripcord.serve(folder, port, on)),
                port,
                "/t/default/.well-known/jwks.json",
                Ripcord.environment()));
    }

    @Override
    public Map<String, Script.Scripts> scripts(Running server) throws IOException {
        var ripcord = new Ripcord(server, folder);
        var refreshing = new ArrayList<Scripts.Refreshing>();
        for (int i = 0; i * OF_A_TENANT < Requests.CONNECTIONS; i++) {
            var tenant = ripcord.tenant("tenant" + i);
            refreshing.addAll(Scripts.refreshing(
                    ripcord.signIn(tenant, OF_A_TENANT, "refresh_token"),
                    token -> ripcord.refresh(tenant, token),
                    _ -> {}));
        }
        var access = ripcord.signIn("default", Others.SESSIONS, "access_token").stream()
                .map(token -> ripcord.introspect("default", token))
                .toList();
        var scripts = new LinkedHashMap<String, Script.Scripts>();
        scripts.put(KEYS, Scripts.drawn(List.of(ripcord.jwks("default"))));
        scripts.put(INTROSPECTION, Scripts.introspecting(access));
        scripts.put(REFRESH, Scripts.refreshing(refreshing));
        return scripts;
    }
}
