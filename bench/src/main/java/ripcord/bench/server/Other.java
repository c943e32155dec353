package ripcord.bench.server;

import java.io.IOException;
import java.util.Map;
import ripcord.server.load.Script;

/// A server that is measured beside others.
interface Other {
    String REFRESH = "refresh with rotation";
    String INTROSPECTION = "introspection of access tokens";
    String KEYS = "JWKS";
    String CLIENT_CREDENTIALS = "client credentials";

    String name();

    /// Starts it, as its documentation has it started once more.
    Running start() throws IOException, InterruptedException;

    /// What is asked, by kind; kinds that it does not have are left out.
    ///
    /// @param server [#start()]ed
    Map<String, Script.Scripts> scripts(Running server) throws IOException;
}
