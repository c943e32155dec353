package ripcord.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ripcord.bench.Scratch;
import ripcord.bench.load.Driver;
import ripcord.bench.load.PostgresServer;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Answer;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// Ripcord itself, asked what the others are asked.
final class OtherRipcord implements Other {
    private static final String TENANT = "bench";

    private final Optional<PostgresServer.Database> database;
    private final Path folder;

    /// @param database empty for the embedded store
    OtherRipcord(Optional<PostgresServer.Database> database) throws IOException {
        this.database = database;
        this.folder = Scratch.folder("store");
    }

    @Override
    public String name() {
        return "Ripcord, " + (database.isPresent() ? "PostgreSQL" : "embedded store");
    }

    @Override
    public Optional<PostgresServer.Database> database() {
        return database;
    }

    @Override
    public int sessions() {
        return Others.SESSIONS;
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
        ripcord.tenant(TENANT);
        var refreshing = new ArrayList<String>();
        var introspecting = new ArrayList<Request>();
        for (int i = 0; i < sessions(); i++) {
            var signedIn = Ripcord.expect(ask(ripcord, ripcord.signIn(TENANT, false)));
            refreshing.add(Scripts.field(signedIn, "refresh_token").orElseThrow());
            introspecting.add(ripcord.introspect(
                    TENANT, Scripts.field(signedIn, "access_token").orElseThrow()));
        }
        var published = ripcord.jwks(TENANT);
        Seen.keys(ask(ripcord, published));
        Seen.active(ask(ripcord, introspecting.getFirst()));
        Seen.rotates(
                ripcord.signIn(TENANT, 1, "refresh_token").getFirst(),
                token -> ask(ripcord, ripcord.refresh(TENANT, token)));
        var scripts = new LinkedHashMap<String, Script.Scripts>();
        scripts.put(KEYS, Scripts.drawn(List.of(published)));
        scripts.put(INTROSPECTION, Scripts.introspecting(introspecting));
        scripts.put(
                REFRESH,
                Scripts.refreshing(Scripts.refreshing(
                        refreshing.subList(0, connections()), token -> ripcord.refresh(TENANT, token), _ -> {})));
        return scripts;
    }

    private static Answer ask(Ripcord ripcord, Request request) {
        try (var connection = Driver.connect(ripcord.to())) {
            return connection.exchange(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
