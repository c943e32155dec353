package ripcord.bench.server;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Script;

/// A server that is measured beside others.
interface Other {
    String KEYS = "JWKS";
    String INTROSPECTION = "introspection of access tokens";
    String REFRESH = "refresh with rotation";
    String CLIENT_CREDENTIALS = "client credentials";

    String name();

    /// Where its sessions are; empty if in no database that others use too.
    Optional<PostgresServer.Database> database();

    int sessions();

    /// As many as there are sessions to refresh, and no more than usual.
    default int connections() {
        return Math.min(sessions(), Requests.CONNECTIONS);
    }

    /// Starts it, as its documentation has it started once more.
    Running start() throws IOException, InterruptedException;

    /// Begins the sessions, sees once that each kind is answered rightly, and gives what is asked, by kind and in that
    /// order: what adds to the store is last. Kinds that it does not have or that are not measured are missing.
    ///
    /// @param server [#start()]ed
    Map<String, Script.Scripts> scripts(Running server) throws IOException;
}
