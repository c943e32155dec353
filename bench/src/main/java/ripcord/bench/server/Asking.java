package ripcord.bench.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// What a server is asked, by name, about credentials that it has given out.
final class Asking {
    private static final int OF_A_TENANT = 16;
    private static final int UNREAD = 100;

    private final Ripcord ripcord;

    Asking(Ripcord ripcord) {
        this.ripcord = ripcord;
    }

    /// What changes nothing.
    Map<String, Script.Scripts> checks() throws IOException {
        var all = new LinkedHashMap<String, Script.Scripts>();
        all.put(Requests.SESSION, sessions());
        all.put(Requests.INTROSPECT_SESSION, introspecting("session_token"));
        all.put(Requests.INTROSPECT_ACCESS, introspecting("access_token"));
        all.put(Requests.JWKS, Scripts.drawn(List.of(ripcord.jwks("default"))));
        return all;
    }

    private Script.Scripts introspecting(String credential) throws IOException {
        return Scripts.introspecting(ripcord.signIn("default", Requests.CREDENTIALS, credential).stream()
                .map(token -> ripcord.introspect("default", token))
                .toList());
    }

    /// Looking sessions up.
    Script.Scripts sessions() throws IOException {
        List<Request> all = ripcord.signIn("default", Requests.CREDENTIALS, "session_token").stream()
                .map(token -> ripcord.session("default", token))
                .toList();
        return Scripts.drawn(all);
    }

    /// Introspection, for a server that does not look at what it is asked.
    Script.Scripts forms() throws IOException {
        return Scripts.drawn(ripcord.signIn("default", UNREAD, "session_token").stream()
                .map(token -> ripcord.introspect("default", token))
                .toList());
    }

    /// What changes rows: of as many tenants as it takes for no connection to wait for its turn.
    ///
    /// @param issued gets each access token that a refresh gives out, and its tenant
    Map<String, Script.Scripts> writes(BiConsumer<String, String> issued) throws IOException {
        var tenants = new ArrayList<String>();
        var refreshing = new ArrayList<Scripts.Refreshing>();
        for (int i = 0; i * OF_A_TENANT < Requests.CONNECTIONS; i++) {
            var tenant = ripcord.tenant("tenant" + i);
            tenants.add(tenant);
            refreshing.addAll(Scripts.refreshing(
                    ripcord.signIn(tenant, OF_A_TENANT, "refresh_token"),
                    token -> ripcord.refresh(tenant, token),
                    token -> issued.accept(tenant, token)));
        }
        var all = new LinkedHashMap<String, Script.Scripts>();
        all.put(Requests.REFRESH, Scripts.refreshing(refreshing));
        all.put(Requests.SIGN_IN, Scripts.made(number -> ripcord.signIn(tenants.get(number / OF_A_TENANT), false)));
        return all;
    }
}
